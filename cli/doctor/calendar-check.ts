import { findCalendarGaps } from '#domain/requests/record/read-calendar.ts'
import { openClock } from '#platform/clock.ts'
import type { Environment } from '#platform/env.ts'
import { look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

/** Whether the working days of this year, and from December of the next one, are known and official. */
export function checkCalendar(env: Environment, clock = openClock(env.PORTAL_CLOCK_OFFSET)) {
  return look('calendar', async () => {
    const gaps = await onDatabase(env.DATABASE_URL, ({ transaction }) =>
      transaction((tx) => findCalendarGaps(tx, clock)),
    )
    if (gaps.length === 0) return ok('every year that is needed now is official')
    const named = gaps.map(({ year, gap }) => `${year} is ${gap === 'missing' ? 'missing' : 'not official'}`)
    return warn(
      `${named.join(', ')}: a worked Saturday that is not listed makes deadlines late; enter it at /staff/calendar`,
    )
  })
}
