import { expect, test } from 'vitest'
import seed from '#db/seed/calendar.json' with { type: 'json' }
import { calendarOf } from '#domain/requests/deadlines/calendar.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { almatyInstant, almatyMoment } from '#platform/time/almaty-time.ts'
import { dueAtOf, type TermState, termStateOf, type WithTerm } from './term.ts'

const calendar = calendarOf(calendarSchema.parse(seed))

test.each([
  ['2026-03-19', '09:00:00', '2026-03-20'],
  ['2026-05-06', '23:59:00', '2026-05-08'],
  ['2026-11-22', '10:00:00', '2026-11-23'],
  ['2026-12-30', '00:00:00', '2026-12-31'],
  ['2026-12-15', '12:00:00', '2026-12-17'],
  ['2025-01-02', '12:00:00', '2025-01-05'],
])('noticed on %s at %s: the authority is told by the end of %s', (day, time, last) => {
  expect(almatyMoment(dueAtOf(almatyInstant(day, time), calendar))).toBe(`${last} 23:59:59 +05:00`)
})

const dueAt = almatyInstant('2026-11-23', '23:59:59')
const open: WithTerm = { dueAt, authority: 'waiting', authorityAt: null }
const at = (time: string, day = '2026-11-23') => almatyInstant(day, time)

test.each<[string, WithTerm, Date, TermState]>([
  ['more than four hours', open, at('19:59:58'), 'running'],
  ['four hours before the end', open, at('19:59:59'), 'soon'],
  ['the last second', open, dueAt, 'soon'],
  ['a second later', open, at('00:00:00', '2026-11-24'), 'passed'],
  ['a proposal does not stop it', { ...open, authority: 'proposed' }, at('00:00:00', '2026-11-24'), 'passed'],
  ['told in time', { dueAt, authority: 'told', authorityAt: dueAt }, at('00:00:00', '2026-12-24'), 'in-time'],
  ['told late', { dueAt, authority: 'told', authorityAt: at('00:00:00', '2026-11-24') }, dueAt, 'late'],
  [
    'not needed',
    { dueAt, authority: 'not-needed', authorityAt: dueAt },
    at('00:00:00', '2026-12-24'),
    'not-needed',
  ],
])('%s', (_, notice, now, state) => {
  expect(termStateOf(notice, now)).toBe(state)
})
