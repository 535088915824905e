import { and, eq, isNull, like, ne, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { calendarDay, request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { Calendar, CalendarDay } from '../deadlines/calendar.ts'
import { movedDeadlines } from '../deadlines/moved-deadlines.ts'
import type { CalendarDayInput, CalendarYearInput } from '../forms/request-schemas.ts'
import { isRow, resourceOf } from '../record/find-request.ts'
import { planReminders } from '../record/plan-reminders.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { kindOf } from '../record/request-row.ts'

/**
 * Changes one day. Deadlines of open requests that move are written again, their reminders are rescheduled, and each
 * change is audited; closed requests keep theirs. Returns how many moved.
 */
export async function changeCalendarDay(
  ctx: Context,
  input: CalendarDayInput,
): Promise<{ status: 'done'; moved: number }> {
  authorize(ctx.actor, 'calendar.change')
  const { date, kind, source, state, holiday } = input
  return ctx.transaction(async (tx) => {
    const before = await readCalendarDays(tx, 'alone')
    if (kind === 'as-week') await tx.delete(calendarDay).where(eq(calendarDay.date, date))
    else {
      const named = kind === 'off' ? holiday : null
      const row = { kind, holiday: named, source, state, ...changeOf(ctx) }
      await tx
        .insert(calendarDay)
        .values({ date, ...row })
        .onConflictDoUpdate({ target: calendarDay.date, set: row })
    }
    await append(tx, ctx.auditedAs, { action: 'calendar.change', resource: `calendar:${date}`, reason: kind })
    return { status: 'done', moved: await moveDeadlines(tx, ctx, before, `calendar:${date}`) }
  })
}

/** Adds missing days; changed days are kept. Returns how many were added. */
export async function loadCalendar(
  ctx: Context,
  days: readonly CalendarDay[],
): Promise<{ added: number; moved: number }> {
  authorize(ctx.actor, 'calendar.change')
  if (days.length === 0) return { added: 0, moved: 0 }
  return ctx.transaction(async (tx) => {
    const before = await readCalendarDays(tx, 'alone')
    const added = await tx
      .insert(calendarDay)
      .values(days.map((day) => ({ ...day, ...changeOf(ctx) })))
      .onConflictDoNothing()
      .returning({ date: calendarDay.date })
    if (added.length === 0) return { added: 0, moved: 0 }
    await append(tx, ctx.auditedAs, { action: 'calendar.load', reason: String(added.length) })
    return { added: added.length, moved: await moveDeadlines(tx, ctx, before, 'calendar:load') }
  })
}

/** Marks every day of a year as official, once its order is published. Returns how many open deadlines moved. */
export async function confirmCalendarYear(
  ctx: Context,
  { year, source }: CalendarYearInput,
): Promise<{ confirmed: number; moved: number }> {
  authorize(ctx.actor, 'calendar.change')
  return ctx.transaction(async (tx) => {
    const before = await readCalendarDays(tx, 'alone')
    const confirmed = await tx
      .update(calendarDay)
      .set({ state: 'official', source, ...changeOf(ctx) })
      .where(and(like(sql`${calendarDay.date}::text`, `${year}-%`), ne(calendarDay.state, 'official')))
      .returning({ date: calendarDay.date })
    if (confirmed.length === 0) return { confirmed: 0, moved: 0 }
    const resource = `calendar:${year}`
    await append(tx, ctx.auditedAs, {
      action: 'calendar.confirm',
      resource,
      reason: String(confirmed.length),
    })
    return { confirmed: confirmed.length, moved: await moveDeadlines(tx, ctx, before, resource) }
  })
}

const changeOf = ({ actor, clock }: Context) => ({
  changedBy: actor.kind === 'staff' ? actor.staffId : null,
  changedAt: clock.now(),
})

async function moveDeadlines(tx: Transaction, ctx: Context, before: Calendar, reason: string) {
  const calendar = await readCalendarDays(tx)
  const { subjectId, requestId, kind, variant, receivedAt, dueAt, lawDueAt, policyDueAt } = request
  const open = await tx
    .select({ subjectId, requestId, kind, variant, receivedAt, dueAt, lawDueAt, policyDueAt })
    .from(request)
    .where(isNull(request.closedAt))
    .for('update')
  const moved = movedDeadlines(
    open.map((row) => ({ ...row, kind: kindOf(row) })),
    calendar,
  )
  for (const { request: row, to } of moved) {
    await tx.update(request).set(to).where(isRow(row))
    await append(tx, ctx.auditedAs, {
      action: 'request.move-deadline',
      subjectId: row.subjectId,
      resource: resourceOf(row.requestId),
      reason,
      fields: ['dueAt'],
    })
    await planReminders(tx, ctx, row, calendar, { calendar: before, receivedAt: row.receivedAt })
  }
  return moved.length
}
