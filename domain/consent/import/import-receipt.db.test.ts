import { afterAll, beforeAll, expect, it } from 'vitest'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { recordOperator } from '#domain/policy/operator/record-operator.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { readHistory } from '../ledger/read-choices.ts'
import { readReceipt } from '../receipts/read-receipt.ts'
import { builtInCatalogue } from '../rules/catalogue.ts'
import { publishConsentTexts } from '../texts/consent-texts.ts'
import { importPeople } from './import-people.ts'
import { importedText, saveImportedTexts } from './imported-texts.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

it('the receipt of an imported consent tells when it was given, that it was imported, and under which words', async () => {
  const { entries, wordsFor } = importedText({ ru: { analytics: 'Согласен' } }, builtInCatalogue)
  const database = portal.database.owner
  const owner = { ...portal.system, database, transaction: database.transaction }
  await recordOperator(owner, readOperator(portal.services.env))
  await saveImportedTexts(owner, entries)
  await publishConsentTexts(owner, 'ru', [{ purpose: 'analytics', topic: '', words: { title: 'Измерение' } }])
  const key = { purpose: 'analytics', topic: '', channel: '' } as const
  const textSha256 = wordsFor(key, 'ru')?.sha256 ?? ''
  const given = { decision: 'granted', givenAt: new Date('2023-05-01T06:00:00Z'), locale: 'ru' } as const
  await importPeople(portal.system, [
    {
      person: { externalId: 'r-1' },
      choices: [{ ...key, name: 'analytics', ...given, textSha256, hasEnded: false }],
      warnings: [],
    },
  ])
  const subjectId = (await findSubject(portal.system, 'r-1')) ?? ''
  const [event] = (await readHistory(portal.system, subjectId)).items
  const held = await readReceipt(portal.subject(subjectId), event?.eventId ?? '')
  expect(held?.facts).toMatchObject({ origin: 'import', givenAt: given.givenAt, policy: { version: 0 } })
  expect(held?.receipt.consent_record).toMatchObject({
    language: 'ru',
    processing: [
      {
        purposes: [{ purpose_code: 'analytics' }],
        notices: [{ '@type': 'dpv:ConsentNotice', sha256: textSha256 }],
        events: [
          {
            '@type': 'dpv:ConsentGiven',
            event_time: '2023-05-01T06:00:00.000Z',
            event_method: 'import',
          },
        ],
      },
    ],
    kazakhstan: {
      consent_text: { words: { text: 'Согласен', source: 'import' } },
      text_sha256: textSha256,
    },
  })
})
