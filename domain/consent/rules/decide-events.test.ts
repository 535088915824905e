import { describe, expect, test } from 'vitest'
import { indexConsentTexts } from './consent-text-index.ts'
import { type AskedChange, type ChangeSet, decideEvents, type LedgerView } from './decide-events.ts'

const now = new Date('2026-11-26T10:00:00.000Z')
const [oldHash, newHash, importedHash, unknownHash] = ['0', '1', '2', 'f'].map((sign) => sign.repeat(64)) as [
  string,
  string,
  string,
  string,
]
const text = { purpose: 'analytics', topic: '', locale: 'ru', termMonths: 12 } as const
const texts = indexConsentTexts(
  [
    { ...text, version: 2, sha256: newHash, termMonths: 6 },
    { ...text, version: 1, sha256: oldHash },
    { ...text, version: -1, sha256: importedHash, termMonths: null },
    { ...text, purpose: 'service', version: 1, sha256: oldHash },
    { ...text, purpose: 'improvement', locale: 'kk', version: 1, sha256: newHash },
  ],
  { languages: ['kk', 'ru', 'en'], retired: new Set(['retired-topic']) },
)

const change = (given: Partial<AskedChange> = {}): AskedChange => ({
  purpose: 'analytics',
  topic: '',
  channel: '',
  decision: 'granted',
  ...given,
})
const set = (given: Partial<ChangeSet> = {}): ChangeSet => ({
  changes: [change()],
  policyVersion: 3,
  locale: 'ru',
  origin: 'choices',
  signal: '',
  givenAt: null,
  endsBy: null,
  idempotencyKey: 'key',
  bodySha256: 'aa',
  ...given,
})
let ids = 0
const view = (given: Partial<LedgerView> = {}): LedgerView => ({
  now,
  lastSeq: 4,
  hasName: true,
  latest: () => undefined,
  answered: undefined,
  texts,
  policy: { inForce: 3, exists: (version) => version >= 1 && version <= 3 },
  newId: () => `id-${++ids}`,
  ...given,
})
const only = (given: Partial<AskedChange>, more: Partial<ChangeSet> = {}, held: Partial<LedgerView> = {}) => {
  const decided = decideEvents(set({ changes: [change(given)], ...more }), view(held))
  return { ...decided, choice: decided.choices[0], event: decided.events[0] }
}
const grantedAt4 = { latest: () => ({ decision: 'granted', seq: 4 }) as const }

describe('a grant', () => {
  test.each<[string, Partial<AskedChange>, Partial<ChangeSet>, Partial<LedgerView>, string]>([
    ['that nothing speaks against', {}, {}, {}, 'recorded'],
    ['based on the latest event', { basedOnSeq: 4 }, {}, grantedAt4, 'recorded'],
    ['based on an older event', { basedOnSeq: 3 }, {}, grantedAt4, 'stale'],
    ['based on nothing where there is an event', { basedOnSeq: 0 }, {}, grantedAt4, 'stale'],
    ['that does not say what it is based on', {}, {}, grantedAt4, 'recorded'],
    ['under the text in force', { textSha256: newHash }, {}, {}, 'recorded'],
    ['under an older text', { textSha256: oldHash }, {}, {}, 'stale'],
    ['under an unknown text', { textSha256: unknownHash }, {}, {}, 'stale'],
    ['under an older policy', {}, { policyVersion: 2 }, {}, 'stale'],
    ['under an unknown policy', {}, { policyVersion: 999_990 }, {}, 'stale'],
    ['to the service by somebody with a name', { purpose: 'service' }, {}, {}, 'recorded'],
    ['to the service without a name', { purpose: 'service' }, {}, { hasName: false }, 'no-name'],
    ['to anything else without a name', {}, {}, { hasName: false }, 'recorded'],
    [
      'to the service that was given elsewhere',
      { purpose: 'service' },
      { origin: 'import' },
      { hasName: false },
      'recorded',
    ],
    ['in a language without a text', {}, { locale: 'en' }, {}, 'no-text'],
    ['for a purpose without a text', { purpose: 'personalisation' }, {}, {}, 'no-text'],
    [
      'that is imported, of another text and policy',
      { textSha256: importedHash },
      { origin: 'import', policyVersion: 0 },
      {},
      'recorded',
    ],
    [
      'that is imported and older',
      { basedOnSeq: 0 },
      { origin: 'import', policyVersion: 0 },
      grantedAt4,
      'stale',
    ],
    ['under a key of another body', {}, {}, { answered: { bodySha256: 'bb', choices: [] } }, 'key-reused'],
  ])('%s', (_name, asked, more, held, status) => {
    const { choice, events } = only(asked, more, held)
    expect(choice?.status).toBe(status)
    expect(events).toHaveLength(status === 'recorded' ? 1 : 0)
  })

  test('that is refused is answered with the latest decision', () => {
    expect(only({ basedOnSeq: 3 }, {}, grantedAt4).choice).toMatchObject({ decision: 'granted', seq: 4 })
    expect(only({ textSha256: oldHash }).choice).toMatchObject({ decision: 'withdrawn', seq: 0 })
  })

  test.each<[string, Partial<AskedChange>, Partial<ChangeSet>, string | undefined]>([
    ['of the text in force', {}, {}, '2027-05-26T10:00:00.000Z'],
    [
      'from the day on which it was given',
      {},
      { origin: 'import', givenAt: new Date('2026-08-31T00:00:00Z') },
      '2027-02-28T00:00:00.000Z',
    ],
    ['none where the cited text has none', { textSha256: importedHash }, { origin: 'import' }, undefined],
    ['none for a withdrawal', { decision: 'withdrawn' }, {}, undefined],
    [
      'no longer than that of the consent it restores',
      {},
      { origin: 'undo', endsBy: new Date('2026-12-01T00:00:00Z') },
      '2026-12-01T00:00:00.000Z',
    ],
    [
      'of the text where the consent it restores would last longer',
      {},
      { origin: 'undo', endsBy: new Date('2030-01-01T00:00:00Z') },
      '2027-05-26T10:00:00.000Z',
    ],
    [
      'none for a withdrawal, whatever it ends by',
      { decision: 'withdrawn' },
      { endsBy: new Date('2030-01-01T00:00:00Z') },
      undefined,
    ],
  ])('has the term %s', (_name, asked, more, end) => {
    expect(only(asked, more).event?.expiresAt?.toISOString()).toBe(end)
  })
})

describe('a withdrawal is always an event', () => {
  test.each<[string, Partial<AskedChange>, Partial<ChangeSet>, Partial<LedgerView>]>([
    ['of what was never granted', {}, {}, {}],
    ['based on an older event', { basedOnSeq: 0 }, {}, grantedAt4],
    ['under an older text', { textSha256: oldHash }, {}, {}],
    ['under an unknown text', { textSha256: unknownHash }, {}, {}],
    ['under an unknown policy', {}, { policyVersion: 999_990 }, {}],
    ['in a language without a text', { purpose: 'improvement' }, { locale: 'en' }, {}],
    ['under a key of another body', {}, {}, { answered: { bodySha256: 'bb', choices: [] } }],
  ])('%s', (_name, asked, more, held) => {
    const { choice, event } = only({ decision: 'withdrawn', ...asked }, more, held)
    expect(choice).toMatchObject({ status: 'recorded', decision: 'withdrawn', seq: 5 })
    expect(event).toMatchObject({ decision: 'withdrawn', seq: 5, expiresAt: null })
  })

  test.each<[string, Partial<AskedChange>, Partial<ChangeSet>, object]>([
    ['the text that was shown', { textSha256: oldHash }, {}, { text: { version: 1 }, unknownCitation: null }],
    [
      'the text in force for one that nobody knows',
      { textSha256: unknownHash },
      {},
      { text: { version: 2 }, unknownCitation: { textSha256: unknownHash } },
    ],
    [
      'the policy in force for one that does not exist',
      {},
      { policyVersion: 999_990 },
      { policyVersion: 3, unknownCitation: { policyVersion: 999_990 } },
    ],
    ['an older policy', {}, { policyVersion: 1 }, { policyVersion: 1, unknownCitation: null }],
    [
      'no policy when it is imported',
      {},
      { policyVersion: 0, origin: 'import' },
      { policyVersion: 0, unknownCitation: null },
    ],
    [
      'a text in another language rather than none',
      { purpose: 'improvement' },
      { locale: 'en' },
      { text: { locale: 'kk' }, unknownCitation: { locale: 'en' } },
    ],
  ])('and cites %s', (_name, asked, more, expected) => {
    expect(only({ decision: 'withdrawn', ...asked }, more).event).toMatchObject(expected)
  })

  test('unless there is no text at all to cite', () => {
    expect(only({ decision: 'withdrawn', purpose: 'personalisation' }).choice?.status).toBe('no-text')
  })
})

describe('a call', () => {
  test('with the key and the body of an earlier one is answered as then', () => {
    const choices = [{ ...change(), status: 'stale', seq: 2 } as const]
    const decided = decideEvents(set(), view({ answered: { bodySha256: 'aa', choices } }))
    expect(decided).toEqual({ status: 'repeated', choices, events: [], isPlain: true })
  })

  test('numbers its events, leaves out what is refused, and takes the last of what is named twice', () => {
    const decided = decideEvents(
      set({
        changes: [
          change({ decision: 'withdrawn' }),
          change({ purpose: 'improvement' }),
          change({ purpose: 'improvement', decision: 'withdrawn' }),
          change({ purpose: 'personalisation' }),
        ],
      }),
      view(),
    )
    expect(decided.choices.map(({ status, seq }) => [status, seq])).toEqual([
      ['recorded', 5],
      ['recorded', 6],
      ['no-text', 0],
    ])
    expect(decided.events.map(({ purpose, decision }) => [purpose, decision])).toEqual([
      ['analytics', 'withdrawn'],
      ['improvement', 'withdrawn'],
    ])
    expect(decided.isPlain).toBe(false)
  })

  test('that reuses a key says so, and records only its withdrawals', () => {
    const changes = [change(), change({ purpose: 'improvement', decision: 'withdrawn' })]
    const decided = decideEvents(set({ changes }), view({ answered: { bodySha256: 'bb', choices: [] } }))
    expect(decided.status).toBe('key-reused')
    expect(decided.choices.map(({ status }) => status)).toEqual(['key-reused', 'recorded'])
    expect(decided.events).toMatchObject([{ purpose: 'improvement' }])
  })
})
