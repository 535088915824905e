import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSubject } from '../people/ensure-subject.ts'
import { type TestPortal, testPortal } from '../people/testing.ts'
import { readOperator } from '../policy/operator.ts'
import { recordOperator } from '../policy/record-operator.ts'
import { importPeople } from './import-people.ts'
import { importedWords, keepImportedWords } from './import-words.ts'
import { readHistory } from './queries.ts'
import { readReceipt } from './read-receipt.ts'
import { publishWords } from './words.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

it('the receipt of an imported consent tells when it was given, that it was imported, and under which words', async () => {
  const { entries, wordsFor } = importedWords({ ru: { analytics: 'Согласен' } })
  const database = portal.database.owner
  const owner = { ...portal.system, database, transaction: database.transaction }
  await recordOperator(owner, readOperator(portal.services.env))
  await keepImportedWords(owner, entries)
  await publishWords(owner, 'ru', [{ purpose: 'analytics', topic: '', words: { title: 'Измерение' } }])
  const key = { purpose: 'analytics', topic: '', channel: '' } as const
  const wordsSha256 = wordsFor(key, 'ru')?.sha256 ?? ''
  const given = { decision: 'granted', givenAt: new Date('2023-05-01T06:00:00Z'), locale: 'ru' } as const
  await importPeople(portal.system, [
    { person: { externalId: 'r-1' }, choices: [{ ...key, name: 'analytics', ...given, wordsSha256 }] },
  ])
  const subjectId = (await findSubject(portal.system, 'r-1')) ?? ''
  const [event] = (await readHistory(portal.system, subjectId)).items
  const held = await readReceipt(portal.subject(subjectId), event?.eventId ?? '')
  expect(held?.facts).toMatchObject({ origin: 'import', givenAt: given.givenAt, policy: { version: 0 } })
  expect(held?.receipt.consent_record).toMatchObject({
    processing: [{ privacy_notice: null, language: 'ru', purpose_code: 'analytics' }],
    events: [{ event_time: '2023-05-01T06:00:00.000Z', event_state: 'dpv:ConsentGiven' }],
    kazakhstan: {
      text: { text: 'Согласен', source: 'import' },
      text_sha256: wordsSha256,
      ui_evidence: { place: 'import' },
    },
  })
})
