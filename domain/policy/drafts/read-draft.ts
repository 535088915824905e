import { eq } from 'drizzle-orm'
import { policyDraft } from '#db/schema/policy.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import {
  approversBeside,
  twoMustDecide,
  type WhoDecides,
  whoDecides,
} from '#domain/staff/team/second-person.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type DraftFault, faultsOf } from '../rules/draft.ts'
import type { PolicyText } from '../rules/policy-text.ts'
import { readVersionTexts } from '../versions/read-version-texts.ts'
import {
  approvedLanguages,
  type DraftItemRow,
  type DraftRow,
  findDraft,
  languageHash,
  newestVersion,
  proposalHash,
} from './draft-row.ts'

const DAY = 86_400_000

export type Draft = {
  facts: DraftRow
  items: DraftItemRow[]
  texts: Record<Locale, PolicyText>
  /** The words in force, to compare with. */
  before: Record<Locale, PolicyText>
  beforeVersion: number
  languageHashes: Record<Locale, string>
  approved: readonly Locale[]
  sha256: string
  /** What is missing before it can be proposed. */
  faults: readonly DraftFault[]
  whoDecides: WhoDecides
  /** Names of the members of staff who are named in it, by id. */
  names: ReadonlyMap<string, string>
}

/** The version that is being written; null: none is. */
export async function readDraft(ctx: Context): Promise<Draft | null> {
  authorize(ctx.actor, 'policy-drafts.read')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: false })
    if (!draft) return null
    const { row, items, texts } = draft
    const now = ctx.clock.now()
    const required = await twoMustDecide(tx)
    const decides = whoDecides(required, (await approversBeside(tx, now)).length)
    const beforeVersion = await newestVersion(tx)
    const before = await readVersionTexts(tx, beforeVersion)
    const approved = approvedLanguages(row, texts)
    const earliest = almatyDate(decides === 'one-after-a-day' ? new Date(now.getTime() + DAY) : now)
    const named = [
      row.proposedBy,
      row.approvedBy,
      row.createdBy,
      ...Object.values(row.approvals).map((one) => one?.by),
      ...items.map((one) => one.changedBy),
      ...row.wordings.map((one) => one.changedBy),
    ].filter((id): id is string => typeof id === 'string')
    return {
      facts: row,
      items,
      texts,
      before,
      beforeVersion,
      languageHashes: {
        kk: languageHash(texts.kk, row.wordings, 'kk'),
        ru: languageHash(texts.ru, row.wordings, 'ru'),
        en: languageHash(texts.en, row.wordings, 'en'),
      },
      approved,
      sha256: proposalHash(row, texts),
      faults: faultsOf({ ...row, approved }, { before, after: texts, earliest }),
      whoDecides: decides,
      names: await staffNames(tx, ctx.services.keys, [...new Set(named)]),
    }
  })
}

/** The proposed version that waits for this officer's approval; null: none does. */
export async function readProposal(
  ctx: Context,
): Promise<{ version: number; effectiveOn: string | null } | null> {
  authorize(ctx.actor, 'policy-drafts.approve')
  const [row] = await ctx.transaction((tx) =>
    tx.select().from(policyDraft).where(eq(policyDraft.status, 'proposed')).limit(1),
  )
  if (!row || row.proposedBy === actorId(ctx.actor)) return null
  return { version: row.version, effectiveOn: row.effectiveOn }
}
