import { describe, expect, test } from 'vitest'
import { byDay, type Due, dueState, owedAudits, reminderStage } from './register-dues.ts'

const today = '2026-11-30'
const due = (kind: Due['kind'], dueOn: string | null): Due => ({
  kind,
  id: 'x',
  dueOn,
  isOverdue: dueOn === null || dueOn < today,
})

test.each([
  ['audit', '2027-01-15', 'later', null],
  ['audit', '2026-12-30', 'soon', '30-days'],
  ['audit', '2026-12-07', 'soon', '7-days'],
  ['audit', '2026-11-30', 'soon', '7-days'],
  ['audit', '2026-11-29', 'overdue', 'overdue'],
  ['finding', '2026-12-08', 'later', null],
  ['finding', '2026-12-07', 'soon', '7-days'],
  // The noun `staff` sends these emails itself; once a training is over, this one does.
  ['training', '2026-12-02', 'soon', null],
  ['training', '2026-11-29', 'overdue', 'overdue'],
  ['training', null, 'missing', 'missing'],
  ['subprocessor-agreement', '2027-01-29', 'soon', '60-days'],
  ['subprocessor-agreement', '2026-12-15', 'soon', '60-days'],
  ['subprocessor-agreement', '2026-12-14', 'soon', '14-days'],
  ['subprocessor-agreement', '2026-11-29', 'overdue', 'overdue'],
  ['subprocessor-agreement', null, 'missing', 'missing'],
  ['subprocessor-agreement', '2027-01-30', 'later', null],
  ['incident-notice', '2026-11-29', 'overdue', null],
  ['access-review', '2026-12-31', 'later', null],
] as const)('%s due on %s is %s, and its email is %s', (kind, dueOn, state, stage) => {
  expect(dueState(due(kind, dueOn), today)).toBe(state)
  expect(reminderStage(due(kind, dueOn), today)).toBe(stage)
})

test('what is missing comes first, then the nearest day', () => {
  const days = ['2026-12-01', null, '2026-11-01'].map((day) => due('audit', day))
  expect(days.toSorted(byDay).map(({ dueOn }) => dueOn)).toEqual([null, '2026-11-01', '2026-12-01'])
})

describe('what is owed', () => {
  const span = { began: '2026-02-10', today }
  const none = { audit: [], 'penetration-test': [] }
  const owed = (done: Parameters<typeof owedAudits>[0], planned: Due[] = [], at = span) =>
    owedAudits(done, planned, at).map(({ kind, dueOn, isOverdue }) => [kind, dueOn, isOverdue])

  test('an audit of this quarter, and a test a year after the portal began', () => {
    expect(owed(none, [], { began: '2026-10-05', today })).toEqual([
      ['quarter-audit', '2026-12-31', false],
      ['yearly-test', '2027-10-05', false],
    ])
  })

  test('an audit of the next quarter once this one has one', () => {
    expect(owed({ ...none, audit: ['2026-11-02'] })[0]).toEqual(['quarter-audit', '2027-03-31', false])
  })

  test('the first quarter that ended without one stays overdue', () => {
    expect(owed({ ...none, audit: ['2026-03-20'] })[0]).toEqual(['quarter-audit', '2026-06-30', true])
  })

  test('a test a year after the last one', () => {
    expect(owed({ ...none, 'penetration-test': ['2025-11-01', '2025-06-01'] })[1]).toEqual([
      'yearly-test',
      '2027-02-10',
      false,
    ])
    const old = { ...none, 'penetration-test': ['2025-11-01'] }
    expect(owed(old, [], { began: '2024-01-01', today })[1]).toEqual(['yearly-test', '2026-11-01', true])
  })

  test('nothing that is planned in time', () => {
    const planned = [due('audit', '2026-12-20'), due('penetration-test', '2027-02-01')]
    expect(owed(none, planned, { began: '2026-10-05', today })).toEqual([])
    expect(owed(none, [due('audit', '2026-11-20')], { began: '2026-10-05', today })[0]?.[0]).toBe(
      'quarter-audit',
    )
  })
})
