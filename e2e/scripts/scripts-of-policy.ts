import type { Context } from '#domain/access/context.ts'
import { type Locale, locales } from '#domain/access/locale.ts'
import { approveDraft, approveLanguage, proposeDraft } from '#domain/policy/drafts/approve-draft.ts'
import { discardDraft, saveDraftFacts, saveDraftItem, startDraft } from '#domain/policy/drafts/edit-draft.ts'
import { readDraft } from '#domain/policy/drafts/read-draft.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { scriptsOf } from './filled-forms.ts'

async function draftOf(ctx: Context) {
  const draft = await readDraft(ctx)
  if (!draft) throw new Error('no draft is open')
  return draft
}

const inEach = <Name extends string>(name: Name, text: () => string) =>
  Object.fromEntries(locales.map((locale) => [`${name}-${locale}`, text()])) as Record<
    `${Name}-${Locale}`,
    string
  >

/**
 * Publishes a version whose titles, clauses and summary hold the scripts. Past the forms, which refuse such signs: a document
 * that is imported does not come through them.
 */
export async function publishScripts(first: Context, second: Context): Promise<number> {
  await discardDraft(first)
  const started = await startDraft(first)
  const { items, facts } = await draftOf(first)
  for (const { item, revision } of items.slice(0, 8))
    await saveDraftItem(first, {
      item,
      revision,
      ...inEach('title', () => scriptsOf(150)),
      ...inEach('body', () => scriptsOf(3900)),
    })
  await saveDraftFacts(first, {
    revision: facts.revision,
    change: 'words',
    material: false,
    purposes: [],
    effectiveOn: almatyDate(first.clock.now()),
    ...inEach('summary', () => scriptsOf(900)),
  })
  for (const locale of locales)
    await approveLanguage(first, { locale, sha256: (await draftOf(first)).languageHashes[locale] })
  const proposed = await proposeDraft(first, { sha256: (await draftOf(first)).sha256 })
  if (proposed.status !== 'done') throw new Error(proposed.code)
  const approved = await approveDraft(second, { sha256: (await draftOf(second)).sha256 })
  if (approved.status !== 'done') throw new Error(approved.code)
  while ((await currentVersion(first)) < started.version) await new Promise((done) => setTimeout(done, 100))
  return started.version
}
