import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { almatyDate, endOfAlmatyDay } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { calendarSchema } from '../forms/calendar-schemas.ts'
import { kindNames } from '../rules/kinds.ts'
import { addWorkingDays, type CalendarDay, calendarOf, isWorkingDay, weekendsOnly } from './calendar.ts'
import { deadlinesFor } from './deadlines.ts'

const calendar = calendarOf(calendarSchema.parse(seed))
const noon = (date: string) => new Date(`${date}T07:00:00Z`)
const dueOn = (date: string, kind: (typeof kindNames)[number], given = calendar) => {
  const { dueAt } = deadlinesFor(kind, noon(date), given)
  return dueAt && almatyDate(dueAt)
}

// Received, and due after 1, 3 and 15 working days.
const published: [string, string, string, string, string][] = [
  ['2026-03-19', '2026-03-20', '2026-03-27', '2026-04-14', 'over Nauryz'],
  ['2026-05-06', '2026-05-08', '2026-05-13', '2026-06-01', 'over three holidays and Kurban Ait'],
  ['2026-08-28', '2026-08-31', '2026-09-02', '2026-09-18', '30 August is no holiday any more'],
  ['2026-11-22', '2026-11-23', '2026-11-25', '2026-12-11', 'received on a Sunday'],
  ['2026-12-30', '2026-12-31', '2027-01-06', '2027-01-25', 'over the turn of the year'],
  ['2027-03-12', '2027-03-16', '2027-03-18', '2027-04-08', 'Constitution Day and Nauryz'],
  ['2025-01-02', '2025-01-05', '2025-01-08', '2025-01-24', 'a worked Sunday, then Christmas'],
]

// Counted apart from this code, with the same table.
const more: [string, string, string, string, string][] = [
  ['2025-03-07', '2025-03-11', '2025-03-13', '2025-04-03', '8 March moved from Saturday'],
  ['2025-03-20', '2025-03-26', '2025-03-28', '2025-04-15', 'Friday, two moved days, then Wednesday'],
  ['2025-04-30', '2025-05-02', '2025-05-06', '2025-05-26', 'three single holidays'],
  ['2025-06-05', '2025-06-09', '2025-06-11', '2025-06-27', 'Kurban Ait on a Friday'],
  ['2025-07-04', '2025-07-08', '2025-07-10', '2025-07-28', '6 July moved from Sunday'],
  ['2025-08-29', '2025-09-02', '2025-09-04', '2025-09-22', '30 August still a holiday in 2025, moved'],
  ['2025-10-24', '2025-10-28', '2025-10-30', '2025-11-17', '25 October moved from Saturday'],
  ['2025-12-15', '2025-12-17', '2025-12-19', '2026-01-09', 'over the turn of two known years'],
  ['2025-12-31', '2026-01-05', '2026-01-08', '2026-01-26', 'New Year, weekend, Christmas'],
  ['2026-01-06', '2026-01-08', '2026-01-12', '2026-01-28', 'Christmas is never moved'],
  ['2026-03-06', '2026-03-10', '2026-03-12', '2026-04-02', '8 March moved from Sunday'],
  ['2026-05-26', '2026-05-28', '2026-06-01', '2026-06-17', 'Kurban Ait on a Wednesday'],
  ['2026-07-03', '2026-07-07', '2026-07-09', '2026-07-27', '6 July on a Monday'],
  ['2026-10-23', '2026-10-27', '2026-10-29', '2026-11-16', '25 October moved from Sunday'],
  ['2026-12-31', '2027-01-05', '2027-01-08', '2027-01-26', '2 January moved to Monday'],
  ['2027-02-26', '2027-03-01', '2027-03-03', '2027-03-26', 'no 29 February'],
  ['2027-05-14', '2027-05-17', '2027-05-19', '2027-06-04', 'Kurban Ait estimated on the Sunday'],
  ['2027-12-31', '2028-01-03', '2028-01-05', '2028-01-21', 'a year not known yet: weekends only'],
  ['2028-02-25', '2028-02-28', '2028-03-01', '2028-03-17', 'over 29 February'],
  ['2024-02-28', '2024-02-29', '2024-03-04', '2024-03-20', 'over 29 February and the change of zone'],
]

describe.each([...published, ...more])('received %s', (received, one, three, fifteen, why) => {
  test(`1, 3 and 15 working days end on ${one}, ${three}, ${fifteen}: ${why}`, () => {
    const dates = [1, 3, 15].map((amount) => addWorkingDays(received, amount, calendar))
    expect(dates).toEqual([one, three, fifteen])
    expect([
      dueOn(received, 'rectification'),
      dueOn(received, 'access'),
      dueOn(received, 'withdrawal/optional'),
    ]).toEqual([one, three, fifteen])
  })
})

test('the hour of receipt changes nothing within a day in Almaty; midnight there does', () => {
  const due = (at: string) => deadlinesFor('rectification', new Date(at), calendar).dueAt?.toISOString()
  expect(due('2026-11-23T18:59:59.999Z')).toBe('2026-11-24T18:59:59.000Z')
  expect(due('2026-11-22T19:00:00.000Z')).toBe('2026-11-24T18:59:59.000Z')
  expect(due('2026-11-23T19:00:00.000Z')).toBe('2026-11-25T18:59:59.000Z')
})

test('over the change of zone of 1 March 2024 every deadline stays at 23:59:59 of the wall', () => {
  const due = (at: string) => deadlinesFor('rectification', new Date(at), weekendsOnly).dueAt?.toISOString()
  expect(due('2024-02-27T17:30:00Z')).toBe('2024-02-28T17:59:59.000Z')
  expect(due('2024-02-27T18:30:00Z')).toBe('2024-02-29T18:59:59.000Z')
  expect(due('2024-02-29T17:30:00Z')).toBe('2024-03-01T18:59:59.000Z')
  expect(due('2024-02-29T18:30:00Z')).toBe('2024-03-01T18:59:59.000Z')
  expect(due('2024-02-29T19:00:00Z')).toBe('2024-03-04T18:59:59.000Z')
})

describe('access has two deadlines', () => {
  const { deadlines, dueAt, bindingSource } = deadlinesFor('access', noon('2026-11-22'), calendar)

  test('the law in 3 working days, the policy in 30 days; the earlier binds', () => {
    expect(deadlines.map((deadline) => [deadline.source, deadline.dueAt.toISOString()])).toEqual([
      ['law', '2026-11-25T18:59:59.000Z'],
      ['policy', '2026-12-22T18:59:59.000Z'],
    ])
    expect(dueAt?.toISOString()).toBe('2026-11-25T18:59:59.000Z')
    expect(bindingSource).toBe('law')
  })

  test('each day is drawn: receipt first, counted days numbered, the last is the day it is due', () => {
    expect(deadlines[0]?.days).toEqual([
      { date: '2026-11-22', working: false, why: 'weekend', counted: null },
      { date: '2026-11-23', working: true, why: 'working-day', counted: 1 },
      { date: '2026-11-24', working: true, why: 'working-day', counted: 2 },
      { date: '2026-11-25', working: true, why: 'working-day', counted: 3 },
    ])
    expect(deadlines[1]?.days).toHaveLength(31)
    expect(deadlines[1]?.days.at(-1)).toMatchObject({ date: '2026-12-22', counted: 30 })
  })

  test('should the law ever take longer, the policy binds', () => {
    const days = Array.from(
      { length: 60 },
      (_, n): CalendarDay => ({
        date: addDays('2026-11-22', n),
        kind: 'off',
        source: 'test',
        state: 'official',
      }),
    )
    const slow = deadlinesFor('access', noon('2026-11-22'), calendarOf(days))
    expect(slow.bindingSource).toBe('policy')
    expect(slow.dueAt?.toISOString()).toBe('2026-12-22T18:59:59.000Z')
  })
})

test('restriction and erasure tell their variants apart', () => {
  expect(dueOn('2026-05-06', 'restriction/unlawful')).toBe('2026-05-08')
  expect(dueOn('2026-05-06', 'restriction/disputed')).toBe('2026-05-08')
  expect(dueOn('2026-05-06', 'erasure/unlawful')).toBe('2026-05-08')
  expect(dueOn('2026-05-06', 'erasure/wish')).toBe('2026-05-21')
  expect(dueOn('2026-05-06', 'portability')).toBe('2026-05-13')
  expect(dueOn('2026-05-06', 'objection')).toBe('2026-05-13')
})

test('a term of calendar days may end on a day off and is not moved: earlier is safe', () => {
  expect(dueOn('2026-12-18', 'erasure/wish')).toBe('2027-01-02')
})

test('a question has no deadline', () => {
  expect(deadlinesFor('question', noon('2026-11-22'), calendar)).toEqual({
    deadlines: [],
    dueAt: null,
    bindingSource: null,
  })
})

test('a deadline that runs into a year not official yet says that it may move', () => {
  const provisional = (date: string) =>
    deadlinesFor('access', noon(date), calendar).deadlines.map((deadline) => deadline.provisional)
  expect(provisional('2026-11-22')).toEqual([false, false])
  // Calendar days end on their date, even on a day off.
  expect(provisional('2026-12-30')).toEqual([true, false])
})

describe('whatever is received, under whatever calendar', () => {
  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  const calendars = fc
    .uniqueArray(
      fc.record<CalendarDay>({
        date: fc.integer({ min: 0, max: 7300 }).map((n) => addDays('2020-01-01', n)),
        kind: fc.constantFrom('off', 'worked'),
        source: fc.constant('any'),
        state: fc.constantFrom('official', 'computed', 'estimated'),
      }),
      { selector: (row) => row.date, maxLength: 400 },
    )
    .map(calendarOf)
  const anyKind = fc.constantFrom(...kindNames)

  test('each deadline ends at 23:59:59 in Almaty, after receipt, on its last drawn day; the earliest binds', () => {
    fc.assert(
      fc.property(anyKind, instants, calendars, (kind, receivedAt, given) => {
        const { deadlines, dueAt, bindingSource } = deadlinesFor(kind, receivedAt, given)
        for (const deadline of deadlines) {
          const last = almatyDate(deadline.dueAt)
          expect(deadline.dueAt.getTime()).toBeGreaterThan(receivedAt.getTime())
          expect(deadline.dueAt).toEqual(endOfAlmatyDay(last))
          expect(deadline.days[0]).toMatchObject({ date: almatyDate(receivedAt), counted: null })
          expect(deadline.days.at(-1)).toMatchObject({ date: last, counted: deadline.term.amount })
        }
        const earliest = deadlines.length
          ? Math.min(...deadlines.map((deadline) => deadline.dueAt.getTime()))
          : undefined
        expect(dueAt?.getTime()).toBe(earliest)
        expect(deadlines.find((deadline) => deadline.source === bindingSource)?.dueAt.getTime()).toBe(
          earliest,
        )
      }),
    )
  })

  test('a term of working days never ends on a day off and counts only working days', () => {
    fc.assert(
      fc.property(anyKind, instants, calendars, (kind, receivedAt, given) => {
        for (const deadline of deadlinesFor(kind, receivedAt, given).deadlines) {
          if (deadline.term.unit !== 'working-days') continue
          expect(isWorkingDay(almatyDate(deadline.dueAt), given)).toBe(true)
          expect(deadline.days.filter((day) => day.counted !== null && !day.working)).toEqual([])
        }
      }),
    )
  })

  const dates = instants.map(almatyDate)
  const amounts = fc.integer({ min: 1, max: 40 })

  test('more working days never end earlier, and a later receipt never earlier than a former', () => {
    fc.assert(
      fc.property(dates, amounts, calendars, (date, amount, given) => {
        const end = addWorkingDays(date, amount, given)
        expect(addWorkingDays(date, amount + 1, given) > end).toBe(true)
        expect(addWorkingDays(addDays(date, 1), amount, given) >= end).toBe(true)
      }),
    )
  })

  test('one more day off never makes a term end earlier, and an estimated one moves nothing', () => {
    fc.assert(
      fc.property(
        dates,
        amounts,
        calendars,
        fc.integer({ min: 1, max: 60 }),
        (date, amount, given, later) => {
          const extra = addDays(date, later)
          const rows = [...given.days.values()].filter((row) => row.date !== extra)
          const before = addWorkingDays(date, amount, calendarOf(rows))
          const off: CalendarDay = { date: extra, kind: 'off', source: 'any', state: 'official' }
          expect(addWorkingDays(date, amount, calendarOf([...rows, off])) >= before).toBe(true)
          const guess: CalendarDay = { ...off, state: 'estimated' }
          expect(addWorkingDays(date, amount, calendarOf([...rows, guess]))).toBe(before)
        },
      ),
    )
  })
})
