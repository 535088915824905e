import { expect, test } from 'vitest'
import type { PortalHealth } from '#domain/assurance/health/read-portal-health.ts'
import {
  watchedAlerts,
  watchedBackups,
  watchedCalendar,
  watchedClearances,
  watchedEmail,
  watchedHealth,
  watchedKeys,
  watchedReview,
  watchedSources,
  watchedWebhooks,
} from './watched.ts'

const now = new Date('2026-11-26T10:00:00Z')

test('systems count those that fail', () => {
  expect(watchedSources(2)).toEqual({ matter: 'sources', count: 2, path: '/staff/data-map' })
})

test('email counts what was given up, not what is still tried', () => {
  const of = (givenUp: number) =>
    watchedEmail({ count: { waiting: 4, deferred: 2, 'given-up': givenUp } }).count
  expect([of(0), of(3)]).toEqual([0, 3])
})

test('backups count each fault', () => {
  expect(watchedBackups({ faults: [] }).count).toBe(0)
  expect(watchedBackups({ faults: ['late', 'no-drill'] }).count).toBe(2)
})

test('webhooks count endpoints that are off or lost messages, each once', () => {
  const at = '2026-11-01T00:00:00Z'
  const endpoints = [
    { disabledAt: null, dead: 0 },
    { disabledAt: at, dead: 0 },
    { disabledAt: null, dead: 7 },
    { disabledAt: at, dead: 7 },
  ]
  expect(watchedWebhooks(endpoints).count).toBe(3)
})

test.each([
  ['without an end', 'works', null, 0],
  ['that ends in thirty days', 'works', '2026-12-26T10:00:00.000Z', 1],
  ['that ends later', 'works', '2026-12-26T10:00:01.000Z', 0],
  ['that has ended', 'expired', '2026-11-25T00:00:00.000Z', 0],
  ['that was revoked', 'revoked', '2026-12-01T00:00:00.000Z', 0],
] as const)('a key %s', (_name, state, expiresAt, count) =>
  expect(watchedKeys([{ state, expiresAt }], now).count).toBe(count),
)

test.each([
  [{ pending: 4, overdue: false, daysLeft: 31 }, 0],
  [{ pending: 4, overdue: false, daysLeft: 30 }, 4],
  [{ pending: 0, overdue: false, daysLeft: 3 }, 0],
  [{ pending: 4, overdue: true, daysLeft: 80 }, 4],
])('a review of access with %j counts %i roles', (review, count) => {
  expect(watchedReview(review)).toEqual({ matter: 'accessReview', count, path: '/staff/security' })
})

test('alerts about unusual reading count those that wait', () => {
  expect(watchedAlerts(2)).toEqual({ matter: 'readingAlerts', count: 2, path: '/staff/security#alerts' })
})

test('clearances count members and lead to the register', () => {
  expect(watchedClearances(3)).toEqual({ matter: 'clearances', count: 3, path: '/staff/registers/training' })
})

const well: PortalHealth = {
  workerSeenSeconds: 4,
  queue: { lagSeconds: 0, givenUp: [], failedRuns: [] },
  disks: [{ mountedOn: '/', freeBytes: 50e9, totalBytes: 100e9 }],
  keyFault: null,
  keyEpochs: { epochs: [], faults: [] },
  sealDelaySeconds: 1,
  stuckErasures: 0,
}
const notWell = (health: PortalHealth) =>
  watchedHealth(health).flatMap(({ matter, count }) => (count > 0 ? [`${matter} ${count}`] : []))

test.each<[string, Partial<PortalHealth>, string[]]>([
  ['nothing', {}, []],
  ['a worker seen a minute ago', { workerSeenSeconds: 60 }, []],
  ['no worker for longer', { workerSeenSeconds: 61 }, ['worker 1']],
  ['no worker ever', { workerSeenSeconds: null }, ['worker 1']],
  [
    'a worker that does not keep up',
    { queue: { lagSeconds: 121, givenUp: [], failedRuns: [] } },
    ['worker 1'],
  ],
  [
    'jobs given up and runs that failed',
    { queue: { lagSeconds: 0, givenUp: [{ task: 'a', count: 3 }], failedRuns: ['b'] } },
    ['jobs 4'],
  ],
  ['a nearly full disk', { disks: [{ mountedOn: '/', freeBytes: 0.5e9, totalBytes: 100e9 }] }, ['disk 1']],
  [
    'a master key that is not destroyed in time',
    { keyEpochs: { epochs: [], faults: ['not-destroyed', 'not-rotated'] } },
    ['keyEpochs 1'],
  ],
  ['a key file that is gone', { keyFault: 'v1.key is missing' }, ['keyFiles 1']],
  ['records that nobody seals', { sealDelaySeconds: 61 }, ['seals 1']],
  ['a log that has not begun', { sealDelaySeconds: null }, ['seals 1']],
  ['erasures that stand still', { stuckErasures: 2 }, ['erasures 2']],
])('%s is to look after', (_name, given, expected) => {
  expect(notWell({ ...well, ...given })).toEqual(expected)
})

test('a missing year leads to its own calendar', () => {
  expect(watchedCalendar([])).toEqual({ matter: 'calendar', count: 0, path: '/staff/calendar' })
  expect(watchedCalendar([{ year: 2027, gap: 'missing' }])).toMatchObject({
    count: 1,
    path: '/staff/calendar?year=2027',
  })
})
