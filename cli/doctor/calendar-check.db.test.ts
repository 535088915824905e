import { afterAll, beforeAll, expect, test } from 'vitest'
import { clockOf } from '#platform/clock.ts'
import { readEnvironment } from '#platform/env.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal } from '#testing/requests.ts'
import { checkCalendar } from './calendar-check.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const look = (day: string) =>
  checkCalendar(
    readEnvironment({
      DATABASE_URL: portal.database.appUrl,
      SMTP_URL: 'smtp://127.0.0.1:9',
      AUTH_SECRET: 'test'.repeat(10),
      SNAPSHOT_TOKEN: 'test'.repeat(10),
      PORTAL_SAMPLE_DATA: '1',
    }),
    clockOf(() => new Date(`${day}T06:00:00Z`)),
  )

test.each([
  ['2026-11-30', 'ok', 'every year that is needed now is official'],
  ['2026-12-01', 'warn', '2027 is not official: a worked Saturday that is not listed makes deadlines late'],
  ['2027-12-01', 'warn', '2027 is not official, 2028 is missing: '],
])('on %s the doctor says %s', async (day, state, says) => {
  expect(await look(day)).toMatchObject({ about: 'calendar', state, says: expect.stringContaining(says) })
})
