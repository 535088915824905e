import type { Term } from 'n3'
import { describe, expect, test } from 'vitest'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import { dpvPurposeTypes, purposeDataCategories } from '#db/schema/purpose-codes.ts'
import { contentHash } from '#platform/canonical-json.ts'
import { dpvTermsIn } from '#testing/dpv.ts'
import { grantedFacts, withdrawnFacts } from '#testing/receipt-facts.ts'
import { graphOf, shapeFaults } from '#testing/receipt-graph.ts'
import { buildReceipt } from './build-receipt.ts'
import type { ReceiptFacts } from './receipt-shape.ts'
import { buildSecondEdition } from './second-edition.ts'

const dpv = 'https://w3id.org/dpv#'
const receiptOf = (given: Partial<ReceiptFacts> = {}) => buildSecondEdition({ ...grantedFacts, ...given })
const processOf = (given: Partial<ReceiptFacts> = {}) => receiptOf(given).consent_record.processing[0]
const imported = { source: 'import', kept: 'no' }
const kinds: [string, Partial<ReceiptFacts>][] = [
  ['a consent', {}],
  ['a withdrawal', withdrawnFacts],
  ['a renewal', { origin: 'renewal' }],
  ['a consent without a term', { expiresAt: null, words: { ...grantedFacts.words, termMonths: null } }],
  [
    'a consent that ended by its term',
    { decision: 'withdrawn', origin: 'term', actorKind: 'system', expiresAt: null },
  ],
  ['a message', { purpose: 'communication', topic: 'new-materials', channel: 'sms' }],
  ['what staff recorded', { actorKind: 'staff' }],
  [
    'what was imported',
    {
      givenAt: new Date(0),
      origin: 'import',
      policy: { version: 0, sha256: '' },
      words: { ...grantedFacts.words, version: -1, text: imported, termMonths: null },
    },
  ],
  ...purposeCodes.map((purpose): [string, Partial<ReceiptFacts>] => [purpose, { purpose }]),
  ...dpvPurposeTypes.map((dpvType): [string, Partial<ReceiptFacts>] => {
    const text = { ...grantedFacts.words.text, dpvType, dataCategories: purposeDataCategories.join(' ') }
    return [
      `a purpose of the operator, ${dpvType}`,
      { purpose: 'alumni-club', words: { ...grantedFacts.words, text } },
    ]
  }),
]

describe('the graph', () => {
  test.each(kinds)(
    'of %s has the published shapes, fetches nothing and loses nothing',
    async (_kind, given) => {
      expect(await shapeFaults(await graphOf(receiptOf(given)))).toEqual([])
    },
  )

  test('is that of the W3C profile', async () => {
    const graph = await graphOf(receiptOf())
    const one = (subject: Term | string, property: string) => {
      const [found] = graph.getObjects(subject, property, null)
      if (!found) throw new Error(`no ${property}`)
      return found
    }
    const receipt = 'https://privacy.example.kz/receipts/01940000-0000-7000-8000-000000000001'
    const profile = 'https://w3id.org/dpv/schema/dpv-27560#receipt'
    expect(one(receipt, 'http://purl.org/dc/terms/conformsTo').value).toBe(profile)
    const process = one(one(receipt, `${dpv}hasRecordOfActivity`), `${dpv}hasProcess`)
    const status = one(process, `${dpv}hasConsentStatus`)
    expect(one(status, `${dpv}isIndicatedBy`).value).toBe(`${receipt}#principal`)
    expect(one(status, `${dpv}isIndicatedAtTime`).value).toBe('2026-11-26T09:00:00.000Z')
    const [control] = graph.getSubjects(null, `${dpv}WithdrawConsent`, null)
    expect(one(process, `${dpv}hasConsentControl`)).toEqual(control)
    expect(graph.countQuads(null, null, `${dpv}StorageDuration`, null)).toBe(1)
    expect(graph.countQuads(null, null, `${dpv}PersonalData`, null)).toBe(0)
  })

  test.each([
    ['a record', (text: string) => text.replace('"consent_record"', '"consent_recort"')],
    ['a status', (text: string) => text.replace('"events"', '"evente"')],
    ['an exact kind of data', (text: string) => text.replace('pd:School', 'dpv:PersonalData')],
    ['a way to withdraw', (text: string) => text.replace('dpv:WithdrawConsent', 'dpv:ProvideConsent')],
    ['a name of the operator', (text: string) => text.replace('"party_name":"Name ru"', '"party_name":""')],
  ])('without %s does not pass the shapes', async (_what, spoil) => {
    const text = JSON.stringify(receiptOf())
    expect(spoil(text)).not.toBe(text)
    expect(await shapeFaults(await graphOf(JSON.parse(spoil(text))))).not.toEqual([])
  })

  test.each(kinds)('of %s uses terms that DPV 2.3 has', async (_kind, given) => {
    const { used, unknown } = dpvTermsIn(await graphOf(receiptOf(given)))
    expect(used.size).toBeGreaterThan(20)
    expect(unknown).toEqual([])
  })

  test('with a term that DPV 2.3 does not have is found', async () => {
    const text = JSON.stringify(receiptOf()).replaceAll('pd:School', 'pd:Scool')
    const { unknown } = dpvTermsIn(await graphOf(JSON.parse(text)))
    expect(unknown).toEqual(['https://w3id.org/dpv/pd#Scool'])
  })
})

test.each([
  ['a consent', grantedFacts],
  ['a withdrawal', withdrawnFacts],
])('the hashes in %s can be computed from it alone', (_kind, facts) => {
  const { consent_text, text_sha256, operator, operator_sha256 } = receiptOf(facts).consent_record.kazakhstan
  expect(contentHash(consent_text).toString('hex')).toBe(text_sha256)
  expect(contentHash(operator).toString('hex')).toBe(operator_sha256)
})

describe('what the text said', () => {
  const withText = (text: Record<string, string>) => ({ words: { ...grantedFacts.words, text } })

  test('decides the countries: nothing is made up', () => {
    const locations = (text: Record<string, string>) => {
      const { storage_conditions, processing_conditions } = processOf(withText(text)) ?? {}
      return [...(storage_conditions ?? []), ...(processing_conditions ?? [])].flatMap((one) =>
        'location' in one ? [one.location] : [],
      )
    }
    const said = { thirdParties: 'no', published: 'no' }
    expect(locations({ ...said, abroad: 'no' })).toEqual([['loc:KZ'], ['loc:KZ']])
    expect(locations({ ...said, abroad: 'DE NL' })).toEqual([
      ['loc:KZ', 'loc:DE', 'loc:NL'],
      ['loc:KZ', 'loc:DE', 'loc:NL'],
    ])
    expect(locations(imported)).toEqual([])
  })

  test('of a policy that this portal never had is not cited', () => {
    const notices = (policy: ReceiptFacts['policy']) =>
      processOf({ policy })?.notices.map((one) => one['@type'])
    expect(notices(grantedFacts.policy)).toEqual(['dpv:ConsentNotice', 'dpv:PrivacyNotice'])
    expect(notices({ version: 0, sha256: '' })).toEqual(['dpv:ConsentNotice'])
    expect(notices({ version: 99, sha256: '' })).toEqual(['dpv:ConsentNotice'])
  })
})

test('events before the second edition keep receipts of the first', () => {
  const before = new Date(grantedFacts.recordedAt.getTime() + 1)
  expect(buildReceipt(grantedFacts, before)).toHaveProperty(
    'schema_version',
    expect.stringContaining('edition 1'),
  )
  expect(buildReceipt(grantedFacts, grantedFacts.recordedAt)).toHaveProperty('edition', 2)
  expect(buildReceipt(grantedFacts, null)).toHaveProperty('edition', 2)
})
