import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { isPartWithheld, withholdParts } from './withhold.ts'

const requests = {
  due: 40,
  inTime: 40,
  refused: 0,
  cancelled: 0,
  medianDays: 3,
  open: 2,
  overdue: 0,
  dueSoon: 0,
}

describe('of requests', () => {
  test.each([
    ['one refusal', { refused: 1 }, { refused: null }],
    ['nine refusals', { refused: 9 }, { refused: null }],
    ['ten refusals', { refused: 10 }, {}],
    ['no refusal', {}, {}],
    ['all but one refused', { refused: 39 }, { refused: null }],
    ['all refused', { refused: 40 }, {}],
    ['three cancelled', { cancelled: 3 }, { cancelled: null }],
    ['one refusal of twelve', { due: 12, inTime: 12, refused: 1 }, { refused: null }],
    // These are the failure itself.
    ['one late', { inTime: 39 }, {}],
    ['one overdue', { overdue: 1 }, {}],
    // Withheld as a whole.
    ['one refusal of nine', { due: 9, inTime: 9, refused: 1 }, {}],
  ])('%s', (_what, given, withheld) => {
    const figures = { ...requests, ...given }
    expect(withholdParts('requests-in-time', figures)).toEqual({ ...figures, ...withheld })
  })
})

describe('of people with a consent', () => {
  const both = { withConsent: null, without: null }
  test.each([
    ['one without', { withConsent: 99, without: 1 }, both],
    ['nine with', { withConsent: 9, without: 91 }, both],
    ['ten without', { withConsent: 90, without: 10 }, {}],
    ['nobody without', { withConsent: 100, without: 0 }, {}],
    ['nobody with', { withConsent: 0, without: 100 }, {}],
    ['a withdrawal overdue', { withConsent: 99, without: 1, overdue: 1 }, both],
  ])('%s', (_what, given, withheld) => {
    const figures = { people: 100, overdue: 0, ...given }
    const shown = withholdParts('service-consent', figures)
    expect(shown).toEqual({ ...figures, ...withheld })
    expect(judge('service-consent', shown)).toBe(judge('service-consent', figures))
  })
})

test('a breach stays visible however few people it is about', () => {
  const counted = { people: 30, without: 1, smallest: 10, exposed: 1, hoursSince: 1 }
  expect(withholdParts('counted-with-consent', counted)).toEqual(counted)
  const obeyed = { withdrawals: 40, asked: 40, allowed: 1, stillAllowed: 1, trials: 1, refusedAfterMs: 9 }
  expect(withholdParts('withdrawals-obeyed', obeyed)).toEqual(obeyed)
})

test('a figure that is withheld is told from one without a value', () => {
  expect(isPartWithheld('requests-in-time', 'refused', null)).toBe(true)
  expect(isPartWithheld('requests-in-time', 'refused', 0)).toBe(false)
  expect(isPartWithheld('requests-in-time', 'medianDays', null)).toBe(false)
  expect(isPartWithheld('counted-with-consent', 'without', null)).toBe(false)
})
