import { expect, test } from 'vitest'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { locales } from '#i18n/locales.ts'
import { evidencePhases } from './evidence-texts.ts'

const now = new Date('2026-11-29T08:00:00Z')
const soon = '2026-11-29T21:00:00.000Z'
const later = '2026-12-01T09:00:00.000Z'
const view: EvidenceView = {
  id: 'actions-recorded',
  kind: 'actions-recorded',
  state: 'kept',
  measuredAt: '2026-11-29T08:00:00.000Z',
  expiresAt: soon,
  from: null,
  withheld: false,
  figures: { actions: 1234, missing: 0 },
  sha256: null,
  madeRedOn: null,
}
const statesOf = (views: readonly EvidenceView[]) =>
  evidencePhases('en', views, now).map(({ state, from, until }) => [state, from, until])

test('a value is shown until it expires, and from then on nothing is known', () => {
  const [first, second] = evidencePhases('en', [view], now)
  expect(first).toMatchObject({ state: 'kept', word: 'Kept', from: null, until: soon })
  expect(first?.detail.replaceAll('\u00A0', ' ')).toBe(
    '1,234 actions, without a record: 0 · measured on 29 November 2026',
  )
  expect(second).toMatchObject({ state: 'unknown', word: 'Unknown', from: soon, until: null })
  expect(second?.detail).toContain('expired')
})

test('of several the gravest is shown at each time', () => {
  const broken: EvidenceView = { ...view, state: 'broken', expiresAt: later }
  expect(statesOf([view, broken])).toEqual([
    ['broken', null, soon],
    ['broken', soon, later],
    ['unknown', later, null],
  ])
  expect(
    statesOf([
      { ...view, state: 'due' },
      { ...broken, state: 'kept' },
    ]),
  ).toEqual([
    ['due', null, soon],
    ['unknown', soon, later],
    ['unknown', later, null],
  ])
})

test('what was never measured, has expired or is withheld says so', () => {
  const never: EvidenceView = { ...view, state: 'unknown', measuredAt: null, expiresAt: null, figures: null }
  expect(evidencePhases('en', [never], now)).toMatchObject([{ state: 'unknown', detail: 'no value yet' }])
  const old: EvidenceView = { ...view, state: 'unknown', expiresAt: '2026-11-28T08:00:00.000Z' }
  expect(evidencePhases('en', [old], now)).toHaveLength(1)
  const few: EvidenceView = { ...view, withheld: true, figures: null }
  for (const locale of locales) expect(evidencePhases(locale, [few], now)[0]?.detail).toContain('10')
  expect(evidencePhases('en', [], now)).toEqual([])
})

const trialsOf = (allowed: number, failed: number, untried: number): EvidenceView => ({
  ...view,
  id: 'systems-tried',
  kind: 'system-trials',
  figures: { systems: allowed, allowed, failed, untried, oldestHours: null },
})

test.each([
  ['en', trialsOf(2, 0, 0), '2 systems passed their trials'],
  ['en', trialsOf(1, 1, 0), 'systems that failed their trial: 1 of 1'],
  ['en', trialsOf(3, 0, 1), 'systems not tried yet: 1 of 3'],
  ['ru', trialsOf(1, 0, 1), 'ещё не проверено систем: 1 из 1'],
  ['ru', trialsOf(5, 0, 0), '5 систем прошли проверку'],
  ['kk', trialsOf(3, 2, 1), 'тексеруден өтпеген жүйелер: 3 ішінен 2'],
] as const)(
  'in %s the trials of other systems are said by what is worst among them',
  (locale, trials, expected) => {
    expect(evidencePhases(locale, [trials], now)[0]?.detail.replaceAll('\u00A0', ' ')).toContain(expected)
  },
)

test.each([
  ['en', '100 people, a part of fewer than 10 is not shown'],
  ['ru', '100 человек, часть меньше 10 не показываем'],
  ['kk', '100 адам, 10-нан аз бөлігі көрсетілмейді'],
] as const)('a part of few people is not shown: %s', (locale, text) => {
  const figures = { people: 100, withConsent: null, without: null, overdue: 0 }
  const few: EvidenceView = { ...view, id: 'service-consent', kind: 'service-consent', state: 'due', figures }
  expect(evidencePhases(locale, [few], now)[0]?.detail.replaceAll('\u00a0', ' ')).toContain(text)
})
