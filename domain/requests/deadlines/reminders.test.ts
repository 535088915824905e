import fc from 'fast-check'
import { expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { calendarSchema } from '../forms/calendar-schemas.ts'
import { type KindName, kindNames } from '../rules/kinds.ts'
import { calendarOf } from './calendar.ts'
import { deadlinesFor } from './deadlines.ts'
import { isOutdated, remindersFor } from './reminders.ts'

const calendar = calendarOf(calendarSchema.parse(seed))
const at = (kind: KindName, receivedAt: string) => {
  const received = new Date(receivedAt)
  return remindersFor(deadlinesFor(kind, received, calendar), received, calendar).map(
    (one) => `${one.what} ${one.share ?? ''} ${one.at.toISOString()}`,
  )
}

test('a term of one day is announced at once, and escalated when its day begins', () => {
  expect(at('rectification', '2026-11-24T07:00:00Z')).toEqual([
    'reminder 0 2026-11-24T07:00:00.000Z',
    'escalation  2026-11-24T18:59:59.000Z',
    'missed  2026-11-25T19:00:00.000Z',
  ])
})

test('over a weekend a day is left when Monday begins', () => {
  expect(at('restriction/unlawful', '2026-11-20T07:00:00Z')[1]).toBe('escalation  2026-11-22T18:59:59.000Z')
})

test('a longer term: half, four fifths, a day left, missed', () => {
  // 15 working days from Sunday 22 November: until 11 December, 19 days and 12 hours.
  expect(at('withdrawal/optional', '2026-11-22T06:59:59Z')).toEqual([
    'reminder 50 2026-12-02T00:59:59.000Z',
    'reminder 80 2026-12-07T21:23:59.000Z',
    'escalation  2026-12-10T18:59:59.000Z',
    'missed  2026-12-11T19:00:00.000Z',
  ])
})

test('access is reminded by the deadline that binds, not by the 30 days', () => {
  expect(at('access', '2026-11-22T18:59:59Z')).toEqual([
    'reminder 50 2026-11-24T06:59:59.000Z',
    'reminder 80 2026-11-25T04:35:59.000Z',
    'escalation  2026-11-24T18:59:59.000Z',
    'missed  2026-11-25T19:00:00.000Z',
  ])
})

test('calendar days that end on a day off: the last day on which somebody works is what is left', () => {
  // Due on Saturday 2 January 2027; 1 January is off too, so Thursday 31 December is the last.
  expect(at('erasure/wish', '2026-12-18T07:00:00Z')[2]).toBe('escalation  2026-12-30T18:59:59.000Z')
})

test('received in the last second of a day, the escalation of a one-day term is not before receipt', () => {
  expect(at('rectification', '2026-11-24T18:59:59.700Z')).toEqual([
    'reminder 0 2026-11-24T18:59:59.700Z',
    'escalation  2026-11-24T18:59:59.700Z',
    'missed  2026-11-25T19:00:00.000Z',
  ])
})

test('a question reminds nobody', () => expect(at('question', '2026-11-24T07:00:00Z')).toEqual([]))

test('no reminder is before receipt or at the deadline or later; each term has an escalation', () => {
  const instants = fc.date({ min: new Date('2023-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  const withDeadline = fc.constantFrom(...kindNames.filter((kind) => kind !== 'question'))
  fc.assert(
    fc.property(withDeadline, instants, (kind, received) => {
      const deadlines = deadlinesFor(kind, received, calendar)
      const reminders = remindersFor(deadlines, received, calendar)
      const missed = reminders.filter(({ what }) => what === 'missed')
      expect(missed.map(({ at }) => at.getTime())).toEqual([(deadlines.dueAt?.getTime() ?? 0) + 1000])
      for (const one of reminders.filter(({ what }) => what !== 'missed')) {
        expect(one.at.getTime()).toBeGreaterThanOrEqual(received.getTime())
        expect(one.at.getTime()).toBeLessThan(deadlines.dueAt?.getTime() ?? 0)
      }
      expect(reminders.filter((one) => one.what === 'escalation')).toHaveLength(1)
      const escalation = reminders.find((one) => one.what === 'escalation')?.at.getTime() ?? 0
      if (escalation > received.getTime()) {
        expect((deadlines.dueAt?.getTime() ?? 0) - escalation).toBeGreaterThanOrEqual(24 * 3_600_000)
      }
    }),
  )
})

test.each([
  ['reminder', 50, '2026-12-02T01:00:00Z', false],
  ['reminder', 50, '2026-12-08T00:00:00Z', true],
  ['reminder', 80, '2026-12-10T20:00:00Z', false],
  ['escalation', null, '2026-12-10T20:00:00Z', false],
] as const)('a late run of %s %s at %s is outdated: %s', (what, share, now, expected) => {
  const received = new Date('2026-11-22T06:59:59Z')
  const planned = remindersFor(deadlinesFor('withdrawal/optional', received, calendar), received, calendar)
  expect(isOutdated({ what, share }, planned, new Date(now))).toBe(expected)
})
