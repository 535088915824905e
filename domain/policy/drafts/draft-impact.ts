import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyDraft } from '#db/schema/policy.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { type DraftRow, findDraft } from './draft-row.ts'

/** What a draft would do to consents: purposes that are asked about again, and what it retires, as `purpose` or `purpose/topic`. */
export type DraftTouches = { version: number; purposes: readonly string[]; retired: readonly string[] }

/** What a draft would do if it were published, counted at a moment. */
export type DraftImpact = NonNullable<DraftRow['impact']>

type Row = Pick<DraftRow, 'version' | 'purposes' | 'wordings'>

export const touchedBy = ({ version, purposes, wordings }: Row): DraftTouches => ({
  version,
  purposes,
  retired: wordings
    .filter(({ change }) => change === 'retire')
    .map(({ purpose, topic }) => [purpose, topic].filter(Boolean).join('/'))
    .sort(),
})

/** Whether there is anything to count: a draft that asks nobody again and retires nothing ends no consent. */
export const touchesConsents = ({ purposes, retired }: DraftTouches) => purposes.length + retired.length > 0

/** Hash, hex, of all that the figures depend on. Other words of a clause change none, so they are not counted again for it. */
export const impactHash = (touches: DraftTouches) => contentHash({ ...touches }).toString('hex')

/** Figures that were counted for the draft as it is; null: they are being counted. */
export function impactOf(row: Row & Pick<DraftRow, 'impact'>): DraftImpact | null {
  return row.impact?.sha256 === impactHash(touchedBy(row)) ? row.impact : null
}

export const impactTask = 'count-draft-impact'

/** Has the figures counted again where an edit changes what they depend on. In the transaction of the edit. */
export async function recountImpact(tx: Transaction, before: Row, after: Row): Promise<void> {
  const touches = touchedBy(after)
  if (!touchesConsents(touches) || impactHash(touches) === impactHash(touchedBy(before))) return
  await enqueue(tx, impactTask, {}, { key: impactTask })
}

/** What the open draft touches; null: there is none, or it ends no consent. */
export async function readDraftTouches(ctx: Context): Promise<DraftTouches | null> {
  authorize(ctx.actor, 'policy-impact.count')
  const draft = await ctx.transaction((tx) => findDraft(tx, { lock: false }))
  const touches = draft && touchedBy(draft.row)
  return touches && touchesConsents(touches) ? touches : null
}

/** Keeps figures with the draft for which they were counted; false: it has changed since. */
// no audit record: it counts, and changes nothing that is published
export async function storeImpact(ctx: Context, impact: DraftImpact): Promise<boolean> {
  authorize(ctx.actor, 'policy-impact.count')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft || impactHash(touchedBy(draft.row)) !== impact.sha256) return false
    await tx.update(policyDraft).set({ impact }).where(eq(policyDraft.version, draft.row.version))
    return true
  })
}
