import { isNull, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestKinds } from '#db/schema/request-codes.ts'
import { request } from '#db/schema/requests.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { almatyDate, almatyInstant, endOfAlmatyDay, timeZone } from '#platform/time/almaty-time.ts'
import { pageOf, queueItems } from './read-queue.ts'
import type { Dashboard } from './staff-request-views.ts'

const LISTED = 20
const MONTHS = 6

const ages = ['first-half', 'second-half', 'last-day', 'overdue', 'no-deadline'] as const

/** What is due, what is open by right and age, and what was answered in time. */
export async function staffDashboard(ctx: Context): Promise<Dashboard> {
  authorize(ctx.actor, 'requests.queue')
  const now = ctx.clock.now()
  // Only numbers: as the portal, which counts without asking of each row whether its person was erased.
  const { open, months } = await asSystem(ctx, 'staff-dashboard').transaction(async (tx) => ({
    open: await openByAge(tx, now),
    months: await closedByMonth(tx, now),
  }))
  return ctx.transaction(async (tx) => {
    const list = async (due: 'overdue' | 'today') =>
      queueItems(tx, ctx, await pageOf(tx, ctx, { group: 'open', due }, undefined, LISTED))
    return {
      overdue: await list('overdue'),
      dueToday: await list('today'),
      open,
      month: months.at(-1) ?? { month: almatyDate(now).slice(0, 7), inTime: 0, late: 0 },
      months,
    }
  })
}

async function openByAge(tx: Transaction, now: Date): Promise<Dashboard['open']> {
  const at = sql`${now.toISOString()}::timestamptz`
  // A deadline is the end of a day in Almaty: everything due up to then is due today.
  const today = sql`${endOfAlmatyDay(almatyDate(now)).toISOString()}::timestamptz`
  const age = sql<
    (typeof ages)[number]
  >`CASE WHEN due_at IS NULL THEN 'no-deadline' WHEN due_at < ${at} THEN 'overdue'
    WHEN due_at <= ${today} THEN 'last-day' WHEN ${at} - received_at < due_at - ${at} THEN 'first-half'
    ELSE 'second-half' END`
  const rows = await tx
    .select({ kind: request.kind, age: age.as('age'), count: sql<string>`count(*)` })
    .from(request)
    .where(isNull(request.closedAt))
    .groupBy(request.kind, sql`age`)
  const order = (one: Pick<Dashboard['open'][number], 'kind' | 'age'>) =>
    requestKinds.indexOf(one.kind) * ages.length + ages.indexOf(one.age)
  return rows
    .map(({ kind, age, count }) => ({ kind, age, count: Number(count) }))
    .sort((a, b) => order(a) - order(b))
}

/** Answered and refused requests with a deadline; cancelled ones say nothing about punctuality. */
async function closedByMonth(tx: Transaction, now: Date): Promise<Dashboard['months']> {
  const names = lastMonths(almatyDate(now).slice(0, 7))
  const since = almatyInstant(`${names[0]}-01`)
  const month = sql<string>`to_char(closed_at AT TIME ZONE ${timeZone}::text, 'YYYY-MM')`
  const rows = await tx
    .select({
      month: month.as('month'),
      inTime: sql<string>`count(*) FILTER (WHERE closed_at <= due_at)`,
      late: sql<string>`count(*) FILTER (WHERE closed_at > due_at)`,
    })
    .from(request)
    .where(
      sql`closed_at IS NOT NULL AND closed_at >= ${since.toISOString()}::timestamptz AND due_at IS NOT NULL AND status IN ('fulfilled', 'refused')`,
    )
    .groupBy(sql`month`)
  return names.map((name) => {
    const found = rows.find((row) => row.month === name)
    return { month: name, inTime: Number(found?.inTime ?? 0), late: Number(found?.late ?? 0) }
  })
}

function lastMonths(last: string): string[] {
  const [year = 0, month = 1] = last.split('-').map(Number)
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(year, month - MONTHS + back, 1)).toISOString().slice(0, 7),
  )
}
