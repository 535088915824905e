import { and, asc, gte, lte, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { calendarDay } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { staffNames } from '#domain/staff/team/read-team.ts'
import type { Clock } from '#platform/clock.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type Calendar, calendarOf } from '../deadlines/calendar.ts'
import { type CalendarGap, calendarGaps } from '../deadlines/calendar-gaps.ts'
import type { CalendarYear } from './request-views.ts'

/**
 * The current calendar. `hold` locks it until the end of the transaction: shared while filing, exclusive while
 * changing, so that no deadline is computed from a calendar that is being replaced.
 */
export async function readCalendarDays(tx: Transaction, hold?: 'together' | 'alone'): Promise<Calendar> {
  if (hold === 'together')
    await tx.execute(sql`SELECT pg_advisory_xact_lock_shared(hashtext('portal.calendar'))`)
  if (hold === 'alone') await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('portal.calendar'))`)
  return calendarOf(await tx.select().from(calendarDay))
}

/** The days of a year that differ from the week, with where each was read. */
export async function readCalendar(ctx: Context, year: number): Promise<CalendarYear> {
  authorize(ctx.actor, 'calendar.read')
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(calendarDay)
      .where(and(gte(calendarDay.date, `${year}-01-01`), lte(calendarDay.date, `${year}-12-31`)))
      .orderBy(asc(calendarDay.date))
    const ids = rows.flatMap(({ changedBy }) => (changedBy ? [changedBy] : []))
    const names = await staffNames(tx, ctx.services.keys, [...new Set(ids)])
    const days = rows.map(({ date, kind, holiday, state, source, changedBy, changedAt }) => ({
      date,
      kind,
      holiday,
      state,
      source,
      changedBy: changedBy === null ? null : { staffId: changedBy, name: names.get(changedBy) ?? null },
      changedAt: changedAt.toISOString(),
    }))
    return { year, days, settled: days.length > 0 && days.every(({ state }) => state === 'official') }
  })
}

/** Which years need a table now, by the portal's clock. In the caller's transaction, which has authorized. */
export async function findCalendarGaps(tx: Transaction, clock: Pick<Clock, 'now'>): Promise<CalendarGap[]> {
  const days = await tx.select({ date: calendarDay.date, state: calendarDay.state }).from(calendarDay)
  return calendarGaps(almatyDate(clock.now()), days)
}

/** For the pages of staff: which years need a table now. */
export async function readCalendarGaps(ctx: Context): Promise<CalendarGap[]> {
  authorize(ctx.actor, 'calendar.read')
  return ctx.transaction((tx) => findCalendarGaps(tx, ctx.clock))
}
