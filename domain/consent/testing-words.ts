import { contextFor } from '../people/context.ts'
import { locales } from '../people/locale.ts'
import type { TestPortal } from '../people/testing.ts'
import { publishVersion } from '../policy/publish-version.ts'
import { purposeCodes, topicCodes } from './catalogue.ts'
import { publishWords } from './words.ts'

/** For tests: a policy in force and the words of every choice, in three languages. */
export async function publishForTests(portal: TestPortal): Promise<void> {
  const services = { ...portal.services, database: portal.database.owner }
  const owner = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  const text = {
    title: 'P',
    introduction: 'I',
    parts: [{ id: 'data', title: 'D', clauses: [{ id: 'data.learning', title: 'L', body: 'B' }] }],
  }
  await publishVersion(owner, {
    ...{ version: 1, lastUpdatedOn: '2025-01-15', effectiveOn: null, material: false },
    summary: { kk: 's', ru: 's', en: 's' },
    texts: { kk: text, ru: text, en: text },
  })
  for (const locale of locales)
    await publishWords(owner, locale, [
      ...purposeCodes.map((purpose) => ({ purpose, topic: '' as const, words: { title: purpose } })),
      ...topicCodes.map((topic) => ({ purpose: 'communication' as const, topic, words: { title: topic } })),
    ])
}
