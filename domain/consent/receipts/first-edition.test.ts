import { describe, expect, test } from 'vitest'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import { endsSoon, monthsAfter } from '../rules/consent-term.ts'
import { eventStatus, isInForce, type Step } from '../rules/event-status.ts'
import { buildFirstEdition } from './first-edition.ts'
import type { ReceiptFacts } from './receipt-shape.ts'

const at = new Date('2026-11-26T09:00:00.000Z')
const three = (text: string) => ({ kk: `${text} kk`, ru: `${text} ru`, en: `${text} en` })
const facts: ReceiptFacts = {
  eventId: '01940000-0000-7000-8000-000000000001',
  principalId: 'principal',
  purpose: 'analytics',
  topic: '',
  channel: '',
  decision: 'granted',
  recordedAt: at,
  givenAt: null,
  expiresAt: new Date('2027-11-26T09:00:00.000Z'),
  locale: 'ru',
  origin: 'choices',
  signal: '',
  actorKind: 'subject',
  words: {
    version: 3,
    sha256: 'aa',
    termMonths: 12,
    text: { title: 'Аналитика', term: '12 месяцев', thirdParties: 'no', abroad: 'no', published: 'no' },
  },
  policy: { version: 2, sha256: 'bb' },
  operator: {
    version: 1,
    sha256: 'cc',
    firstUsedAt: at,
    operator: {
      name: three('Name'),
      address: three('Address'),
      responsiblePerson: three('Person'),
      hours: three('Hours'),
      bin: '123456789012',
      email: 'p@example.kz',
      phone: '+7',
      sample: false,
      url: 'https://privacy.example.kz',
    },
  },
}
const recordOf = (given: Partial<ReceiptFacts> = {}) =>
  buildFirstEdition({ ...facts, ...given }).consent_record
const eventOf = (given: Partial<ReceiptFacts>) => recordOf(given).events[0]

describe('a receipt', () => {
  test('has every mandatory field of ISO/IEC TS 27560', () => {
    const receipt = buildFirstEdition(facts)
    expect(receipt).toMatchObject({
      schema_version: expect.stringContaining('27560'),
      receipt_id: facts.eventId,
    })
    const { processing, parties, events, ...header } = receipt.consent_record
    expect(header).toMatchObject({ record_id: facts.eventId, pii_principal_id: 'principal' })
    for (const field of [
      'privacy_notice',
      'language',
      'purpose',
      'pii_information',
      'pii_controllers',
      'storage_locations',
      'retention_period',
      'jurisdiction',
      'recipient_third_parties',
      'withdrawal_method',
    ])
      expect(processing[0], field).toHaveProperty(field)
    for (const item of processing[0]?.pii_information ?? []) expect(item.pii_type).toMatch(/^(pd|dpv):/)
    for (const field of ['party_id', 'party_name', 'party_address', 'party_contact', 'party_type'])
      expect(parties[0], field).toHaveProperty(field)
    for (const field of ['event_time', 'validity_duration', 'entity_id', 'event_type', 'event_state'])
      expect(events[0], field).toHaveProperty(field)
  })

  test('has what Kazakh law adds, as the words said it', () => {
    expect(recordOf().kazakhstan).toMatchObject({
      bin: '123456789012',
      third_parties: false,
      cross_border: false,
      cross_border_countries: [],
      published: false,
      text_version: 3,
      text_sha256: 'aa',
      locale: 'ru',
      ui_evidence: { place: 'choices', signal: '' },
    })
    const text = { thirdParties: 'processor', abroad: 'DE NL', published: 'no' }
    expect(recordOf({ words: { ...facts.words, text } }).kazakhstan).toMatchObject({
      third_parties: true,
      cross_border: true,
      cross_border_countries: ['DE', 'NL'],
      published: false,
    })
    // Earlier texts lack these fields: nothing is invented for them.
    expect(recordOf({ words: { ...facts.words, text: {} } }).kazakhstan.cross_border).toBeNull()
  })

  test.each([
    ['granted', 'choices', 'dpv:ConsentGiven'],
    ['granted', 'renewal', 'dpv:RenewedConsentGiven'],
    ['withdrawn', 'choices', 'dpv:ConsentWithdrawn'],
    ['withdrawn', 'term', 'dpv:ConsentExpired'],
  ] as const)('%s from %s is %s', (decision, origin, state) => {
    expect(eventOf({ decision, origin })?.event_state).toBe(state)
  })

  test('says how long it is valid and who acted', () => {
    expect(eventOf({})).toMatchObject({ validity_duration: 'P12M', entity_id: 'principal' })
    expect(eventOf({ words: { ...facts.words, termMonths: null } })?.validity_duration).toBe(
      'until-withdrawn',
    )
    expect(eventOf({ decision: 'withdrawn', expiresAt: null, actorKind: 'system' })).toMatchObject({
      validity_duration: 'until-given-again',
      entity_id: 'bin:123456789012',
    })
    expect(eventOf({ givenAt: new Date(0) })).toMatchObject({
      event_time: '1970-01-01T00:00:00.000Z',
      recorded_at: at.toISOString(),
    })
  })

  test('fetches nothing, and maps every purpose and all of its data', () => {
    const { '@context': context } = buildFirstEdition(facts)
    expect(typeof context).toBe('object')
    for (const purpose of purposeCodes) {
      const [process] = recordOf({ purpose }).processing
      expect(process?.purpose_type.length).toBeGreaterThan(0)
      expect(process?.pii_information.length).toBeGreaterThan(0)
    }
  })
})

describe('whether a choice still stands', () => {
  const day = (n: number) => new Date(at.getTime() + n * 86_400_000)
  const step = (n: number, decision: Step['decision'], more: Partial<Step> = {}): Step => ({
    seq: n + 1,
    decision,
    origin: 'choices',
    recordedAt: day(n),
    expiresAt: null,
    ...more,
  })
  const grant = step(0, 'granted', { expiresAt: day(100) })

  test.each([
    ['nothing followed', [grant], 'stands', null],
    ['it was withdrawn', [grant, step(5, 'withdrawn')], 'withdrawn', day(5)],
    [
      'it was withdrawn, and given again',
      [grant, step(5, 'withdrawn'), step(9, 'granted')],
      'withdrawn',
      day(5),
    ],
    ['its term ended', [grant, step(101, 'withdrawn', { origin: 'term' })], 'expired', day(100)],
    ['it was renewed', [grant, step(80, 'granted', { expiresAt: day(400) })], 'renewed', day(80)],
    ['it was given again after its term', [grant, step(150, 'granted')], 'expired', day(100)],
    ['a withdrawal was followed by a grant', [step(0, 'withdrawn'), step(3, 'granted')], 'granted', day(3)],
    ['it is no longer in the ledger', [], 'gone', null],
  ] as const)('%s', (_what, steps, standing, since) => {
    expect(eventStatus(steps, day(90))).toEqual({ standing, since })
  })

  test('a grant past its term has ended before that is recorded', () => {
    expect(eventStatus([grant], day(100))).toEqual({ standing: 'expired', since: day(100) })
    expect(isInForce(eventStatus([grant], day(99)))).toBe(true)
    expect(isInForce(eventStatus([grant], day(100)))).toBe(false)
  })
})

describe('a term', () => {
  test.each([
    ['2026-11-26T09:00:00Z', 12, '2027-11-26T09:00:00Z'],
    ['2028-02-29T09:00:00Z', 12, '2029-02-28T09:00:00Z'],
    ['2026-12-31T09:00:00Z', 2, '2027-02-28T09:00:00Z'],
  ])('from %s for %i months ends %s', (from, months, end) => {
    expect(monthsAfter(new Date(from), months)).toEqual(new Date(end))
  })

  test('ends soon within thirty days of its end', () => {
    const days = (n: number) => new Date(at.getTime() + n * 86_400_000)
    expect([0, 1, 30, 31].map((n) => endsSoon(days(n), at))).toEqual([false, true, true, false])
  })
})
