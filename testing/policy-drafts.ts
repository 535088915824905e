import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { type PurposeBases, publishDueVersion } from '#domain/consent/wording/publish-wordings.ts'
import { approveDraft, approveLanguage, proposeDraft } from '#domain/policy/drafts/approve-draft.ts'
import { saveDraftFacts, saveDraftItem, startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { purposeBase } from '#i18n/operator-facts.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { TestPortal } from './people.ts'
import { addStaff } from './staff.ts'

type Change = {
  item: string
  body: string
  effectiveOn: string
  change?: 'practice' | 'words'
  purposes?: string[]
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

/** What the worker says of the facts of a purpose, for an operator whose consents have no term. */
export const testBases: PurposeBases = (locale, facts) => purposeBase(locale, facts, undefined)

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

/** Approves and publishes what is in the draft, as two officers do. The number of the version. */
export async function publishDraft(
  portal: TestPortal,
  { officer, second }: { officer: Context; second: Context },
  { change, purposes }: { change: 'practice' | 'words'; purposes: string[] },
): Promise<number> {
  await saveDraftFacts(officer, {
    revision: (await openDraft(officer)).facts.revision,
    change,
    material: false,
    purposes,
    'summary-kk': 'k',
    'summary-ru': 'r',
    'summary-en': 'e',
    effectiveOn: almatyDate(portal.services.clock.now()),
  })
  const { languageHashes } = await openDraft(officer)
  for (const locale of locales) await approveLanguage(officer, { locale, sha256: languageHashes[locale] })
  const proposed = await proposeDraft(officer, { sha256: (await openDraft(officer)).sha256 })
  if (proposed.status !== 'done') throw new Error(`not proposed: ${JSON.stringify(proposed)}`)
  const approved = await approveDraft(second, { sha256: (await openDraft(second)).sha256 })
  if (approved.status !== 'done') throw new Error(`not approved: ${JSON.stringify(approved)}`)
  const version = await publishDueVersion(portal.system, testBases)
  if (version === null) throw new Error('nothing was published')
  return version
}

/** Each field in each language, as a form names them. */
export const inAll = <Field extends string>(
  fields: readonly Field[],
  say: (field: Field, locale: string) => string,
) =>
  Object.fromEntries(
    fields.flatMap((field) => locales.map((locale) => [`${field}-${locale}`, say(field, locale)])),
  ) as Record<`${Field}-${'kk' | 'ru' | 'en'}`, string>

/** What a form says of a topic or a purpose: `Homework what ru`. */
export const topicWords = (title: string) =>
  inAll(['title', 'what', 'stops'], (field, locale) => `${title} ${field} ${locale}`)
export const purposeWords = (title: string) =>
  inAll(['title', 'what', 'why', 'data', 'stops'], (field, locale) => `${title} ${field} ${locale}`)

/** The form of a new purpose: nobody receives the data, unless another fact is given. */
export const purposeForm = (given: Record<string, unknown> = {}) => ({
  code: 'alumni-club',
  storage: 'kz',
  'retention-kk': 'Бір жыл',
  'retention-ru': 'Один год',
  'retention-en': 'One year',
  categories: ['registration', 'learning'],
  dpvType: 'PublicBenefit',
  ...purposeWords('Club'),
  ...given,
})
