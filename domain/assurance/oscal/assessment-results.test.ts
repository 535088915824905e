import { describe, expect, test } from 'vitest'
import { clauseIds } from '#domain/policy/rules/clauses.ts'
import { oscalFaults } from '#testing/oscal.ts'
import { clauseEvidence, type EvidenceId, evidence } from '../rules/evidence.ts'
import type { EvidenceState } from '../rules/judge.ts'
import type { EvidenceView, TrustView } from '../trust/read-trust.ts'
import { assessmentResultsOf } from './assessment-results.ts'

const appUrl = 'https://privacy.example'
const measuredAt = '2026-11-29T06:00:00.000Z'
const expiresAt = '2026-11-29T19:00:00.000Z'

const viewOf = (id: EvidenceId, more: Partial<EvidenceView> = {}): EvidenceView => ({
  id,
  kind: evidence[id].kind,
  state: 'kept',
  measuredAt,
  expiresAt,
  from: null,
  withheld: false,
  figures: { counted: 12, medianDays: null },
  sha256: 'ab'.repeat(32),
  madeRedOn: null,
  ...more,
})

const never: Partial<EvidenceView> = {
  state: 'unknown',
  measuredAt: null,
  expiresAt: null,
  figures: null,
  sha256: null,
}

/** The whole policy, where some values are as given and the others as they are when all is well. */
function resultsOf(given: Partial<Record<EvidenceId, Partial<EvidenceView>>>, sample = false) {
  const clauses = clauseIds.map((clause) => ({
    clause,
    actions: [],
    evidence: clauseEvidence[clause].map((id) => viewOf(id, given[id])),
  }))
  const trust: TrustView = { sample, clauses }
  const words = ({ id }: EvidenceView) => ({ title: id, counts: 'What is counted.', rule: 'The rule.' })
  const document = assessmentResultsOf({ appUrl, now: new Date('2026-11-29T08:00:00Z'), trust, words })
  const [result] = document['assessment-results'].results
  const finding = (clause: string) => result.findings?.find(({ title }) => title === clause)
  const observation = (id: EvidenceId) => result.observations?.find(({ title }) => title === id)
  return { document, result, finding, observation }
}

test.each<[EvidenceState, string | undefined]>([
  ['kept', 'satisfied'],
  ['due', 'satisfied'],
  ['broken', 'not-satisfied'],
  ['unknown', undefined],
  ['neutral', undefined],
])('a clause whose value is %s: %s', (state, expected) => {
  const { finding } = resultsOf({ 'access-in-time': { state } })
  expect(finding('rights.access')?.target.status.state).toBe(expected)
})

test('of two values the graver one decides, and both are named', () => {
  const { finding, observation } = resultsOf({ 'erasures-read-back': { state: 'broken' } })
  expect(finding('rights.erasure')).toMatchObject({
    target: { 'target-id': 'rights.erasure_smt', status: { state: 'not-satisfied', reason: 'fail' } },
    'related-observations': [
      { 'observation-uuid': observation('erasure-in-time')?.uuid },
      { 'observation-uuid': observation('erasures-read-back')?.uuid },
    ],
  })
})

test('a value that belongs to two clauses is observed once', () => {
  const { result, finding, observation } = resultsOf({})
  const titles = result.observations?.map(({ title }) => title) ?? []
  expect(new Set(titles).size).toBe(titles.length)
  for (const clause of ['rights.withdrawal', 'purposes.communication'])
    expect(finding(clause)?.['related-observations']).toContainEqual({
      'observation-uuid': observation('withdrawals-obeyed')?.uuid,
    })
})

test('a value says when it was measured, when it expires, its figures, and how to prove it', () => {
  const { observation } = resultsOf({ 'access-in-time': { from: '2026-08-31T19:00:00.000Z' } })
  const found = observation('access-in-time')
  expect(found).toMatchObject({ collected: measuredAt, expires: expiresAt, methods: ['TEST'] })
  expect(Object.fromEntries(found?.props.map(({ name, value }) => [name, value]) ?? [])).toEqual({
    evidence: 'access-in-time',
    state: 'kept',
    from: '2026-08-31T19:00:00.000Z',
    counted: '12',
    sha256: 'ab'.repeat(32),
  })
  expect(found?.['relevant-evidence']?.[0]?.href).toBe(`${appUrl}/api/v1/trust/access-in-time/proof`)
})

test('figures that are withheld are not given, and it is said', () => {
  const { observation } = resultsOf({ 'access-in-time': { withheld: true, figures: null, sha256: null } })
  const found = observation('access-in-time')
  expect(found?.props.map(({ name }) => name)).toEqual(['evidence', 'state'])
  expect(found?.['relevant-evidence']).toBeUndefined()
  expect(found?.remarks).toContain('withheld')
})

test('a part that is withheld is named without its figure', () => {
  const { observation, document } = resultsOf({
    'access-in-time': { figures: { due: 12, refused: null, medianDays: null } },
  })
  const props = Object.fromEntries(
    observation('access-in-time')?.props.map(({ name, value }) => [name, value]) ?? [],
  )
  expect(props).toMatchObject({ due: '12', refused: 'withheld' })
  expect(props).not.toHaveProperty('medianDays')
  expect(oscalFaults('assessment-results', document)).toEqual([])
})

test('what is not measured has no observation and no finding, and is named', () => {
  const { observation, finding, result } = resultsOf({ 'access-in-time': never })
  expect(observation('access-in-time')).toBeUndefined()
  expect(finding('rights.access')).toBeUndefined()
  expect(result.remarks).toMatch(/missing or has expired: rights\.access\./)
  expect(result.remarks).toMatch(/not measured yet: none\./)
})

test('the same values have the same identifiers at the next reading, others have others', () => {
  const uuid = (given: Parameters<typeof resultsOf>[0]) =>
    resultsOf(given).document['assessment-results'].uuid
  expect(uuid({})).toBe(uuid({}))
  expect(uuid({ 'access-in-time': { state: 'broken' } })).not.toBe(uuid({}))
})

test('invented records are called a sample', () => {
  expect(resultsOf({}, true).result.description).toMatch(/^SAMPLE: /)
  expect(resultsOf({}).result.description).not.toContain('SAMPLE')
})

describe('by the JSON Schema of NIST', () => {
  const allNever = Object.fromEntries(Object.keys(evidence).map((id) => [id, never]))

  test.each([
    ['when all is well', {}],
    ['with something broken', { 'access-in-time': { state: 'broken' as const } }],
    ['before anything was measured', allNever],
  ])('it is valid %s', (_when, given) => {
    expect(oscalFaults('assessment-results', resultsOf(given).document)).toEqual([])
  })

  test('a document without a time of collection is not', () => {
    const text = JSON.stringify(resultsOf({}).document).replace('"collected"', '"gathered"')
    expect(oscalFaults('assessment-results', JSON.parse(text))).not.toEqual([])
  })
})
