import { sql } from 'drizzle-orm'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import type { TestPortal } from '#testing/people.ts'
import { jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { computedYear } from '../deadlines/computed-year.ts'
import { readCalendar, readCalendarGaps } from '../record/read-calendar.ts'
import { confirmCalendarYear, loadCalendar } from './change-calendar-day.ts'
import { readCalendarWarning, warnOfCalendar } from './warn-of-calendar.ts'

let portal: TestPortal
beforeEach(async () => {
  await portal?.close()
  portal = await requestPortal()
})
afterAll(() => portal.close())

const setDay = (day: string) =>
  portal.passTime(Date.parse(`${day}T06:00:00Z`) - portal.services.clock.now().getTime())
const letters = async () => (await jobsOf(portal, 'send-calendar-warning')).map(({ payload }) => payload)
const records = () =>
  portal.database.owner.db.execute<{ action: string; resource: string; reason: string }>(
    sql`SELECT action, resource, reason FROM audit_event WHERE action LIKE 'calendar.%' AND action <> 'calendar.load' ORDER BY at`,
  )

test('in November nobody is told, in December each administrator once, about each year', async () => {
  const one = await staffContext(portal, ['administrator'])
  const two = await staffContext(portal, ['administrator', 'auditor'])
  await staffContext(portal, ['privacy-officer'])
  setDay('2026-11-30')
  expect(await warnOfCalendar(portal.system)).toBe(0)
  expect(await readCalendarGaps(one.ctx)).toEqual([])

  setDay('2026-12-01')
  expect(await warnOfCalendar(portal.system)).toBe(2)
  expect(await warnOfCalendar(portal.system)).toBe(0)
  expect(await letters()).toEqual(
    expect.arrayContaining([one, two].map(({ staffId }) => ({ staffId, year: 2027 }))),
  )
  expect([...(await records())]).toEqual([
    { action: 'calendar.warn', resource: 'calendar:2027', reason: 'unofficial' },
  ])
  const key = { staffId: one.staffId, year: 2027 }
  expect(await readCalendarWarning(portal.system, key)).toEqual({
    year: 2027,
    gap: 'unofficial',
    to: one.email,
    locale: expect.any(String),
  })
  expect(await readCalendarGaps(one.ctx)).toEqual([{ year: 2027, gap: 'unofficial' }])

  setDay('2027-12-01')
  expect(await warnOfCalendar(portal.system)).toBe(2)
  expect(await readCalendarWarning(portal.system, { ...key, year: 2028 })).toMatchObject({ gap: 'missing' })
})

test('nothing is sent when the year was confirmed meanwhile, nor to who is no administrator', async () => {
  const admin = await staffContext(portal, ['administrator'])
  const officer = await staffContext(portal, ['privacy-officer'])
  setDay('2026-12-05')
  await warnOfCalendar(portal.system)
  const year = 2027
  expect(await readCalendarWarning(portal.system, { staffId: officer.staffId, year })).toBeNull()
  const done = await confirmCalendarYear(admin.ctx, { year, source: 'Баланс рабочего времени' })
  expect(done.confirmed).toBe(15)
  expect(await readCalendarWarning(portal.system, { staffId: admin.staffId, year })).toBeNull()
  const calendar = await readCalendar(admin.ctx, year)
  expect(calendar.settled).toBe(true)
  expect(
    calendar.days.every(
      ({ source, changedBy }) =>
        [source, changedBy?.staffId].join() === ['Баланс рабочего времени', admin.staffId].join(),
    ),
  ).toBe(true)
  expect((await records()).at(-1)).toEqual({
    action: 'calendar.confirm',
    resource: 'calendar:2027',
    reason: '15',
  })
  expect(await confirmCalendarYear(admin.ctx, { year, source: 'ещё раз' })).toEqual({
    confirmed: 0,
    moved: 0,
  })
})

test('a year without an administrator is told when there is one', async () => {
  setDay('2026-12-01')
  expect(await warnOfCalendar(portal.system)).toBe(0)
  await staffContext(portal, ['administrator'])
  setDay('2026-12-02')
  expect(await warnOfCalendar(portal.system)).toBe(1)
})

test('a missing year is filled by the law as calculated, under the name of who did it', async () => {
  const admin = await staffContext(portal, ['administrator'])
  setDay('2027-12-01')
  expect(await readCalendarGaps(admin.ctx)).toContainEqual({ year: 2028, gap: 'missing' })
  expect(await loadCalendar(admin.ctx, computedYear(2028))).toEqual({ added: 14, moved: 0 })
  expect(await readCalendarGaps(admin.ctx)).toContainEqual({ year: 2028, gap: 'unofficial' })
  const { days } = await readCalendar(admin.ctx, 2028)
  expect(days.map(({ changedBy }) => changedBy?.staffId)).toEqual(days.map(() => admin.staffId))
})

test('support and auditor change no year, and nobody of the staff sends the warning', async () => {
  for (const role of ['support', 'auditor', 'security-officer'] as const) {
    const { ctx } = await staffContext(portal, [role])
    await expect(confirmCalendarYear(ctx, { year: 2027, source: 'x' })).rejects.toThrow(Denied)
    await expect(loadCalendar(ctx, computedYear(2028))).rejects.toThrow(Denied)
  }
  const admin = await staffContext(portal, ['administrator'])
  await expect(warnOfCalendar(admin.ctx)).rejects.toThrow(Denied)
  const key = { staffId: admin.staffId, year: 2027 }
  await expect(readCalendarWarning(admin.ctx, key)).rejects.toThrow(Denied)
  await expect(readCalendarGaps(portal.visitor)).rejects.toThrow(Denied)
})
