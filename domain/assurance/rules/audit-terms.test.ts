import { describe, expect, test } from 'vitest'
import { auditQuarters, daysSinceTest, findingState, planState } from './audit-terms.ts'

describe('an audit each quarter', () => {
  test.each([
    [
      'the first quarter is not owed',
      [],
      '2026-08-15',
      '2026-09-30',
      { missed: 0, thisQuarter: 0, daysLeft: 1 },
    ],
    ['nor is the next before it ends', [], '2026-08-15', '2026-12-31', { missed: 0, daysLeft: 1 }],
    ['it ended without one', [], '2026-08-15', '2027-01-01', { missed: 1, daysLeft: 90 }],
    ['two ended without one', [], '2026-08-15', '2027-04-01', { missed: 2 }],
    [
      'one last quarter',
      ['2026-07-01'],
      '2026-01-01',
      '2026-12-31',
      { missed: 0, audits: 1, thisQuarter: 0 },
    ],
    [
      'one this quarter makes up for the last',
      ['2026-10-01'],
      '2026-01-01',
      '2026-11-30',
      { missed: 0, thisQuarter: 1 },
    ],
    ['over the end of a year', ['2025-12-31'], '2025-01-01', '2026-03-31', { missed: 0 }],
    ['over the end of a year, missed', ['2025-12-31'], '2025-01-01', '2026-04-01', { missed: 1 }],
    [
      'a day ahead does not count',
      ['2026-12-01'],
      '2026-01-01',
      '2026-11-30',
      { audits: 0, thisQuarter: 0, missed: 2 },
    ],
    ['before the portal began counts', ['2026-06-01'], '2026-08-15', '2026-09-30', { audits: 1, missed: 0 }],
  ])('%s', (_, doneOn, began, today, expected) =>
    expect(auditQuarters(doneOn, { began, today })).toMatchObject(expected),
  )
})

test.each([
  [[], '2026-01-01', '2026-01-31', 30],
  [['2025-01-31', '2025-12-31'], '2025-01-01', '2026-01-31', 31],
  [['2026-02-01'], '2026-01-01', '2026-01-31', 30],
  [[], '2026-02-01', '2026-01-31', 0],
])('penetration tests on %j, began %s: on %s %i days', (doneOn, began, today, days) =>
  expect(daysSinceTest(doneOn, { began, today })).toBe(days),
)

test.each([
  ['2026-11-30', false, 'soon'],
  ['2026-11-29', false, 'overdue'],
  ['2026-12-07', false, 'soon'],
  ['2026-12-08', false, 'open'],
  ['2026-11-29', true, 'closed'],
] as const)('a finding due on %s, closed: %s, is %s on 30 November', (dueOn, closed, state) =>
  expect(findingState({ dueOn, closed }, '2026-11-30')).toBe(state),
)

test.each([
  ['2026-11-29', {}, 'overdue'],
  ['2026-11-30', {}, 'soon'],
  ['2026-12-30', {}, 'soon'],
  ['2026-12-31', {}, 'planned'],
  ['2026-11-29', { done: true, held: true }, 'done'],
  ['2026-12-31', { done: true }, 'no-report'],
  ['2026-11-29', { cancelled: true }, 'cancelled'],
] as const)('an audit planned for %s, %j, is %s on 30 November', (plannedOn, more, state) =>
  expect(planState({ plannedOn, done: false, held: false, cancelled: false, ...more }, '2026-11-30')).toBe(
    state,
  ),
)
