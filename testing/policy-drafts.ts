import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { approveLanguage, proposeDraft } from '#domain/policy/drafts/approve-draft.ts'
import { saveDraftFacts, saveDraftItem, startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import type { TouchedPurpose } from '#domain/policy/rules/purpose-clauses.ts'
import type { TestPortal } from './people.ts'
import { addStaff } from './staff.ts'

type Change = {
  item: string
  body: string
  effectiveOn: string
  change?: 'practice' | 'words'
  purposes?: TouchedPurpose[]
}

/** Two officers, so that one can approve what the other proposes, and an auditor. */
export async function addPolicyStaff(portal: TestPortal) {
  const member = await addStaff(portal, ['privacy-officer'])
  const secondOfficer = await addStaff(portal, ['privacy-officer'])
  const reader = await addStaff(portal, ['auditor'])
  return {
    officer: await member.contextOf(member.token),
    second: await secondOfficer.contextOf(secondOfficer.token),
    auditor: await reader.contextOf(reader.token),
    secondOfficer,
  }
}

export const deleteDraft = (portal: TestPortal) =>
  portal.database.owner.db.execute(sql`TRUNCATE policy_draft, policy_draft_item`)

export async function openDraft(ctx: Context) {
  const draft = await readDraft(ctx)
  if (!draft) throw new Error('there is no draft')
  return draft
}

/** Saves one clause of the open draft, with the revision that it has. */
export async function writeClause(ctx: Context, item: string, body: string) {
  const found = (await openDraft(ctx)).items.find((one) => one.item === item)
  if (!found) throw new Error(`no piece ${item}`)
  const { kk, ru, en } = found.texts
  return saveDraftItem(ctx, {
    item,
    revision: found.revision,
    'title-kk': kk.title,
    'title-ru': ru.title,
    'title-en': en.title,
    'body-kk': body,
    'body-ru': body,
    'body-en': body,
  })
}

/** A draft that is written, has its languages approved and is proposed by this officer. */
export async function proposeChange(ctx: Context, given: Change) {
  await startDraft(ctx)
  await writeClause(ctx, given.item, given.body)
  await saveDraftFacts(ctx, {
    revision: (await openDraft(ctx)).facts.revision,
    change: given.change ?? 'words',
    material: false,
    purposes: given.purposes ?? [],
    'summary-kk': 'Не өзгерді',
    'summary-ru': 'Что изменилось',
    'summary-en': 'What changed',
    effectiveOn: given.effectiveOn,
  })
  const { languageHashes } = await openDraft(ctx)
  for (const locale of locales) await approveLanguage(ctx, { locale, sha256: languageHashes[locale] })
  return proposeDraft(ctx, { sha256: (await openDraft(ctx)).sha256 })
}
