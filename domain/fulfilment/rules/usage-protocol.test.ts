import { describe, expect, test } from 'vitest'
import { usageAnswerSchema, usageFault } from './usage-protocol.ts'

const asked = { people: ['p-1', 'p-2'], from: '2025-12-01', until: '2026-11-30' }
const title = { kk: 'K', ru: 'R', en: 'E' }
const fact = (more: object = {}) => ({
  person: 'p-1',
  course: '7',
  month: '2026-10',
  measure: 'active',
  times: 3,
  ...more,
})
const faultOf = (...facts: object[]) =>
  usageFault(usageAnswerSchema.parse({ courses: [{ key: '7', title }], facts }), asked)
const tested = fact({ measure: 'tested', times: 2, sum: 165 })

test('takes an answer about the people who were asked about', () => {
  expect(faultOf()).toBeNull()
  expect(faultOf(fact(), tested, fact({ measure: 'passed' }), fact({ person: 'p-2' }))).toBeNull()
  expect(faultOf(fact({ month: '2025-12' }), fact({ month: '2026-11' }))).toBeNull()
})

describe('refuses a whole answer', () => {
  test.each([
    ['with somebody who was not asked about', 'person', [fact({ person: 'p-3' })]],
    ['with a course without a title', 'course', [fact({ course: '8' })]],
    ['with a month before the period', 'month', [fact({ month: '2025-11' })]],
    ['with a month to come', 'month', [fact({ month: '2026-12' })]],
    ['with one fact twice', 'twice', [fact(), fact({ times: 4 })]],
    ['with a measure without the one it is part of', 'measure', [fact({ measure: 'completed' })]],
    ['with a passed test that nobody took', 'measure', [fact(), fact({ measure: 'passed' })]],
    ['with tests without results', 'sum', [fact(), fact({ measure: 'tested' })]],
    ['with results above 100 percent', 'sum', [fact(), fact({ measure: 'tested', times: 1, sum: 101 })]],
    ['with results of what is no test', 'sum', [fact({ sum: 1 })]],
  ])('%s', (_what, fault, facts) => {
    expect(faultOf(...facts)).toBe(fault)
  })

  test.each([
    ['an unknown measure', { measure: 'liked' }],
    ['no times', { times: 0 }],
    ['a day for a month', { month: '2026-10-01' }],
  ])('with %s', (_what, more) => {
    expect(usageAnswerSchema.safeParse({ courses: [], facts: [fact(more)] }).success).toBe(false)
  })
})
