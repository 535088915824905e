import { describe, expect, test } from 'vitest'
import type { EvidenceKind } from './evidence.ts'
import type { Figures } from './figures.ts'
import { type EvidenceState, gravestOf, judge, neverDue, stateAt } from './judge.ts'
import { isWithheld } from './withhold.ts'

const inTime = {
  due: 0,
  inTime: 0,
  refused: 0,
  cancelled: 0,
  medianDays: null,
  open: 0,
  overdue: 0,
  dueSoon: 0,
}
const fields = { keys: 4, fields: 12, old: 0, stray: 0, unknown: 0, masterKeyDays: 2, overdue: 0 }
const connections = { newest: 1, older: 0, distrusted: 0, daysLeft: 60, hsts: 1 }
const counted = { people: 0, without: 0, smallest: null, exposed: 0, hoursSince: 2 }
const withdrawals = {
  withdrawals: 3,
  asked: 0,
  allowed: 0,
  stillAllowed: 0,
  trials: 0,
  refusedAfterMs: null,
}
const messages = { messages: 0, messagesGivenUp: 0, letters: 0, lettersGivenUp: 0, late: 0 }
const trials = { systems: 2, allowed: 1, failed: 0, untried: 0, oldestHours: 11 }
const erasures = { ended: 0, recordsErased: 0, recordsLeft: 0, incomplete: 0, stuck: 0, drifted: 0 }
const backups = { kept: 30, hoursSince: 3, hoursUnsaved: 0, missing: 0, abroad: 0, inKazakhstan: 30 }
const archiving = { external: 1, on: 1, copied: 9, failing: 0, minutesSince: 0 }
const drills = { drills: 30, passed: 30, hoursSince: 3, failed: 0 }

const notices = { incidents: 0, notices: 0, inTime: 0, open: 0, soon: 0, overdue: 0 }

type Case = { [K in EvidenceKind]: [EvidenceState, K, Figures[K]] }[EvidenceKind]

const cases: readonly Case[] = [
  ['kept', 'backups', { ...backups, hoursUnsaved: 2 }],
  ['due', 'backups', { ...backups, hoursUnsaved: 3 }],
  ['neutral', 'columns-mapped', { columns: 0, undeclared: 0, missing: 0 }],
  ['kept', 'columns-mapped', { columns: 90, undeclared: 0, missing: 0 }],
  ['broken', 'columns-mapped', { columns: 90, undeclared: 1, missing: 0 }],
  ['broken', 'columns-mapped', { columns: 90, undeclared: 0, missing: 1 }],
  ['neutral', 'system-trials', { systems: 1, allowed: 0, failed: 0, untried: 0, oldestHours: null }],
  ['kept', 'system-trials', trials],
  ['kept', 'system-trials', { ...trials, oldestHours: 25 }],
  ['due', 'system-trials', { ...trials, oldestHours: 26 }],
  ['due', 'system-trials', { ...trials, untried: 1, oldestHours: null }],
  ['broken', 'system-trials', { ...trials, oldestHours: 50 }],
  ['broken', 'system-trials', { ...trials, failed: 1 }],
  ['neutral', 'requests-in-time', inTime],
  ['neutral', 'requests-in-time', { ...inTime, open: 2 }],
  ['due', 'requests-in-time', { ...inTime, open: 2, dueSoon: 1 }],
  ['kept', 'requests-in-time', { ...inTime, due: 37, inTime: 37, refused: 37 }],
  ['broken', 'requests-in-time', { ...inTime, due: 37, inTime: 36 }],
  ['broken', 'requests-in-time', { ...inTime, due: 1, open: 1, overdue: 1, dueSoon: 1 }],
  ['broken', 'requests-in-time', { ...inTime, open: 1, overdue: 1 }],
  ['neutral', 'incident-notices', notices],
  ['neutral', 'incident-notices', { ...notices, incidents: 1, open: 1 }],
  ['due', 'incident-notices', { ...notices, incidents: 1, open: 1, soon: 1 }],
  ['kept', 'incident-notices', { ...notices, incidents: 12, notices: 11, inTime: 11 }],
  ['broken', 'incident-notices', { ...notices, incidents: 12, notices: 11, inTime: 10 }],
  ['broken', 'incident-notices', { ...notices, incidents: 1, notices: 1, open: 1, overdue: 1 }],
  ['neutral', 'first-answers', { asked: 0, answered: 0, medianHours: null, waiting: 0 }],
  ['neutral', 'first-answers', { asked: 9, answered: 4, medianHours: 3.5, waiting: 5 }],
  ['neutral', 'service-consent', { people: 0, withConsent: 0, without: 0, overdue: 0 }],
  ['kept', 'service-consent', { people: 12, withConsent: 12, without: 0, overdue: 0 }],
  ['due', 'service-consent', { people: 12, withConsent: 11, without: 1, overdue: 0 }],
  ['due', 'service-consent', { people: 12, withConsent: null, without: null, overdue: 0 }],
  ['broken', 'service-consent', { people: 12, withConsent: null, without: null, overdue: 1 }],
  ['broken', 'service-consent', { people: 12, withConsent: 11, without: 1, overdue: 1 }],
  ['neutral', 'counted-with-consent', counted],
  ['kept', 'counted-with-consent', { ...counted, people: 30, smallest: 10, hoursSince: 25 }],
  ['due', 'counted-with-consent', { ...counted, people: 30, hoursSince: 26 }],
  ['broken', 'counted-with-consent', { ...counted, people: 30, hoursSince: 50 }],
  ['broken', 'counted-with-consent', { ...counted, people: 30, without: 1 }],
  ['broken', 'counted-with-consent', { ...counted, people: 30, smallest: 3, exposed: 1 }],
  ['neutral', 'withdrawals-obeyed', withdrawals],
  ['kept', 'withdrawals-obeyed', { ...withdrawals, asked: 3 }],
  ['kept', 'withdrawals-obeyed', { ...withdrawals, trials: 1, refusedAfterMs: 4 }],
  ['broken', 'withdrawals-obeyed', { ...withdrawals, asked: 3, allowed: 1 }],
  ['broken', 'withdrawals-obeyed', { ...withdrawals, asked: 3, stillAllowed: 1 }],
  ['broken', 'withdrawals-obeyed', { ...withdrawals, asked: 3, trials: 1, refusedAfterMs: null }],
  ['neutral', 'answers-supported', { questions: 5, allowed: 3, people: 0, different: 0 }],
  ['kept', 'answers-supported', { questions: 0, allowed: 0, people: 12, different: 0 }],
  ['broken', 'answers-supported', { questions: 5, allowed: 3, people: 12, different: 1 }],
  ['neutral', 'messages-delivered', messages],
  ['kept', 'messages-delivered', { ...messages, messages: 5 }],
  ['kept', 'messages-delivered', { ...messages, letters: 5 }],
  ['due', 'messages-delivered', { ...messages, messages: 5, late: 1 }],
  ['broken', 'messages-delivered', { ...messages, messages: 5, messagesGivenUp: 1 }],
  ['broken', 'messages-delivered', { ...messages, letters: 5, lettersGivenUp: 1, late: 1 }],
  ['neutral', 'erasures-read-back', erasures],
  ['kept', 'erasures-read-back', { ...erasures, ended: 2, recordsErased: 40 }],
  ['due', 'erasures-read-back', { ...erasures, ended: 2, drifted: 1 }],
  ['broken', 'erasures-read-back', { ...erasures, ended: 2, recordsLeft: 1 }],
  ['broken', 'erasures-read-back', { ...erasures, ended: 2, incomplete: 1 }],
  ['broken', 'erasures-read-back', { ...erasures, stuck: 1 }],
  ['neutral', 'keys-current', { keys: 0, current: 0, unreadable: 0 }],
  ['kept', 'keys-current', { keys: 4, current: 4, unreadable: 0 }],
  ['due', 'keys-current', { keys: 4, current: 3, unreadable: 0 }],
  ['broken', 'keys-current', { keys: 4, current: 3, unreadable: 1 }],
  ['neutral', 'fields-current', { ...fields, keys: 0, fields: 0 }],
  ['kept', 'fields-current', fields],
  ['due', 'fields-current', { ...fields, old: 3 }],
  ['broken', 'fields-current', { ...fields, stray: 1 }],
  ['broken', 'fields-current', { ...fields, unknown: 1 }],
  ['broken', 'fields-current', { ...fields, old: 3, overdue: 1 }],
  ['kept', 'connections', connections],
  ['kept', 'connections', { ...connections, daysLeft: 14 }],
  ['due', 'connections', { ...connections, daysLeft: 13 }],
  ['broken', 'connections', { ...connections, daysLeft: 0 }],
  ['broken', 'connections', { ...connections, newest: 0 }],
  ['broken', 'connections', { ...connections, older: 1 }],
  ['broken', 'connections', { ...connections, distrusted: 1 }],
  ['broken', 'connections', { ...connections, hsts: 0 }],
  ['neutral', 'audits', { audits: 0, thisQuarter: 0, missed: 0, daysLeft: 31 }],
  ['due', 'audits', { audits: 0, thisQuarter: 0, missed: 0, daysLeft: 30 }],
  ['kept', 'audits', { audits: 1, thisQuarter: 1, missed: 0, daysLeft: 1 }],
  ['kept', 'audits', { audits: 1, thisQuarter: 0, missed: 0, daysLeft: 60 }],
  ['broken', 'audits', { audits: 1, thisQuarter: 0, missed: 1, daysLeft: 60 }],
  ['neutral', 'penetration-tests', { tests: 0, daysSince: 335 }],
  ['due', 'penetration-tests', { tests: 0, daysSince: 336 }],
  ['kept', 'penetration-tests', { tests: 1, daysSince: 335 }],
  ['broken', 'penetration-tests', { tests: 0, daysSince: 366 }],
  ['neutral', 'findings', { found: 0, open: 0, overdue: 0, dueSoon: 0 }],
  ['kept', 'findings', { found: 4, open: 2, overdue: 0, dueSoon: 0 }],
  ['due', 'findings', { found: 4, open: 2, overdue: 0, dueSoon: 1 }],
  ['broken', 'findings', { found: 4, open: 2, overdue: 1, dueSoon: 1 }],
  ['neutral', 'actions-recorded', { actions: 0, missing: 0 }],
  ['kept', 'actions-recorded', { actions: 8, missing: 0 }],
  ['broken', 'actions-recorded', { actions: 8, missing: 1 }],
  ['neutral', 'audit-log', { records: 0, faults: 0, waitingMinutes: 0, checkpoint: 2 }],
  ['kept', 'audit-log', { records: 90, faults: 0, waitingMinutes: 9, checkpoint: 2 }],
  ['due', 'audit-log', { records: 90, faults: 0, waitingMinutes: 10, checkpoint: 2 }],
  ['due', 'audit-log', { records: 90, faults: 0, waitingMinutes: 1439, checkpoint: 2 }],
  ['broken', 'audit-log', { records: 90, faults: 0, waitingMinutes: 1440, checkpoint: 2 }],
  ['neutral', 'cosignatures', { witnesses: 0, records: null, daysSince: null }],
  ['kept', 'cosignatures', { witnesses: 1, records: 9, daysSince: 6 }],
  ['due', 'cosignatures', { witnesses: 1, records: 9, daysSince: 7 }],
  ['due', 'cosignatures', { witnesses: 1, records: null, daysSince: 30 }],
  ['broken', 'cosignatures', { witnesses: 2, records: 9, daysSince: 31 }],
  ['neutral', 'agreements', { subprocessors: 0, missing: 0, over: 0, soon: 0 }],
  ['kept', 'agreements', { subprocessors: 2, missing: 0, over: 0, soon: 0 }],
  ['due', 'agreements', { subprocessors: 2, missing: 0, over: 0, soon: 1 }],
  ['broken', 'agreements', { subprocessors: 2, missing: 1, over: 0, soon: 0 }],
  ['broken', 'agreements', { subprocessors: 2, missing: 0, over: 1, soon: 1 }],
  ['broken', 'audit-log', { records: 90, faults: 1, waitingMinutes: 0, checkpoint: 2 }],
  ['neutral', 'clearances', { members: 0, lacking: 0, soon: 0 }],
  ['kept', 'clearances', { members: 5, lacking: 0, soon: 0 }],
  ['due', 'clearances', { members: 5, lacking: 0, soon: 1 }],
  ['broken', 'clearances', { members: 5, lacking: 1, soon: 1 }],
  ['neutral', 'access-reviews', { reviews: 0, daysSince: null, pending: 5, daysLeft: 31, overdue: 0 }],
  ['kept', 'access-reviews', { reviews: 1, daysSince: 70, pending: 5, daysLeft: 31, overdue: 0 }],
  ['kept', 'access-reviews', { reviews: 1, daysSince: 0, pending: 0, daysLeft: 3, overdue: 0 }],
  ['due', 'access-reviews', { reviews: 1, daysSince: 70, pending: 5, daysLeft: 30, overdue: 0 }],
  ['broken', 'access-reviews', { reviews: 1, daysSince: 120, pending: 5, daysLeft: 90, overdue: 1 }],
  ['neutral', 'trainings', { members: 0, current: 0, soon: 0 }],
  ['kept', 'trainings', { members: 5, current: 5, soon: 0 }],
  ['due', 'trainings', { members: 5, current: 5, soon: 1 }],
  ['broken', 'trainings', { members: 5, current: 4, soon: 1 }],
  ['neutral', 'backups', { ...backups, kept: 0, hoursSince: 25 }],
  ['broken', 'backups', { ...backups, kept: 0, hoursSince: 26 }],
  ['kept', 'backups', { ...backups, hoursSince: 25 }],
  ['broken', 'backups', { ...backups, hoursSince: 26 }],
  ['broken', 'backups', { ...backups, missing: 1 }],
  ['broken', 'backups', { ...backups, abroad: 1 }],
  ['neutral', 'log-archiving', { external: 0, on: 0, copied: 0, failing: 0, minutesSince: null }],
  ['due', 'log-archiving', { external: 1, on: 0, copied: 0, failing: 0, minutesSince: null }],
  ['kept', 'log-archiving', { ...archiving, minutesSince: 4 }],
  ['due', 'log-archiving', { ...archiving, minutesSince: 5 }],
  ['due', 'log-archiving', { ...archiving, failing: 1 }],
  ['broken', 'log-archiving', { ...archiving, minutesSince: 15 }],
  ['neutral', 'backup-drills', { ...drills, drills: 0, passed: 0, hoursSince: 25 }],
  ['broken', 'backup-drills', { ...drills, drills: 0, passed: 0, hoursSince: 26 }],
  ['kept', 'backup-drills', { ...drills, hoursSince: 25 }],
  ['broken', 'backup-drills', { ...drills, hoursSince: 26 }],
  ['broken', 'backup-drills', { ...drills, passed: 29, failed: 1 }],
]

test.each(cases)('%s: %s %o', (state, kind, figures) => {
  expect(judge(kind, figures)).toBe(state)
})

test('every kind has a case in which it is due, but those that never are', () => {
  const kinds = [...new Set(cases.map(([, kind]) => kind))]
  const due = cases.filter(([state]) => state === 'due').map(([, kind]) => kind)
  expect(kinds.filter((kind) => !due.includes(kind)).sort()).toEqual([...neverDue].sort())
})

describe('at a moment', () => {
  const expiresAt = new Date('2026-11-29T12:00:00Z')
  const figures = { actions: 8, missing: 0 }
  const before = new Date('2026-11-29T11:59:59Z')

  test('a value says something until it expires, and nothing from then on', () => {
    expect(stateAt('actions-recorded', { figures, expiresAt }, before)).toBe('kept')
    expect(stateAt('actions-recorded', { figures, expiresAt }, expiresAt)).toBe('unknown')
    const missing = { figures: { actions: 8, missing: 3 }, expiresAt }
    expect(stateAt('actions-recorded', missing, expiresAt)).toBe('unknown')
  })

  test('what was never measured, and what has not the figures of its kind, is unknown', () => {
    expect(stateAt('actions-recorded', undefined, before)).toBe('unknown')
    for (const wrong of [{}, { actions: 8 }, { ...figures, more: 1 }, { ...figures, actions: '8' }, null])
      expect(stateAt('actions-recorded', { figures: wrong, expiresAt }, before)).toBe('unknown')
  })
})

test('of several states the gravest counts', () => {
  expect(gravestOf([])).toBeNull()
  expect(gravestOf(['neutral', 'kept'])).toBe('kept')
  expect(gravestOf(['kept', 'due', 'neutral'])).toBe('due')
  expect(gravestOf(['kept', 'due', 'unknown'])).toBe('unknown')
  expect(gravestOf(['unknown', 'broken', 'kept'])).toBe('broken')
})

test('figures of one to nine people are withheld; of none and of ten they are not', () => {
  const people = (n: number) =>
    isWithheld('service-consent', { people: n, withConsent: n, without: 0, overdue: 0 })
  expect([0, 1, 9, 10].map(people)).toEqual([false, true, true, false])
  expect(isWithheld('requests-in-time', { ...inTime, open: 3 })).toBe(true)
  expect(isWithheld('requests-in-time', { ...inTime, due: 1, cancelled: 12, open: 30 })).toBe(true)
  expect(isWithheld('requests-in-time', { ...inTime, due: 10, inTime: 9, open: 1 })).toBe(false)
  expect(isWithheld('withdrawals-obeyed', { ...withdrawals, withdrawals: 40, asked: 3 })).toBe(true)
  expect(isWithheld('system-trials', trials)).toBe(false)
  expect(isWithheld('actions-recorded', { actions: 1, missing: 0 })).toBe(false)
})
