import { purposeCodes, topicCodes } from '#db/schema/consent-codes.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { locales } from '#domain/access/locale.ts'
import { publishConsentTexts } from '#domain/consent/texts/consent-texts.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import type { TestPortal } from './people.ts'

/** For tests: a policy in force and the words of every choice, in three languages. */
export async function publishForTests(portal: TestPortal): Promise<void> {
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  await publishTestPolicy(owner)
  for (const locale of locales)
    await publishConsentTexts(owner, locale, [
      ...purposeCodes.map((purpose) => ({ purpose, topic: '' as const, words: { title: purpose } })),
      ...topicCodes.map((topic) => ({ purpose: 'communication' as const, topic, words: { title: topic } })),
    ])
}

/** A policy of one clause in force, in three languages. `owner`: a context on the database's owner. */
export const publishTestPolicy = (owner: Context) => publishTestVersion(owner, 1, [])

/** A version that changes what is done under these purposes, or words alone. */
export async function publishTestVersion(
  owner: Context,
  version: number,
  purposes: readonly string[],
): Promise<void> {
  const text = {
    title: 'P',
    introduction: 'I',
    parts: [{ id: 'data', title: 'D', clauses: [{ id: 'data.learning', title: 'L', body: 'B' }] }],
  }
  await publishVersion(owner, {
    version,
    lastUpdatedOn: '2025-01-15',
    effectiveOn: null,
    material: purposes.length > 0,
    change: purposes.length > 0 ? 'practice' : 'words',
    purposes: [...purposes],
    summary: { kk: 's', ru: 's', en: 's' },
    texts: { kk: text, ru: text, en: text },
  })
}
