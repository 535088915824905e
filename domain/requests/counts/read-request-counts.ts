import { and, gte, lt, sql } from 'drizzle-orm'
import { requestCount } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

/** Requests whose term ended in a month. `late`: closed after it; `open`: not closed at all. Cancelled ones are not wanted any more. */
export type MonthlyRequests = { month: string; inTime: number; late: number; open: number }

/** Requests whose term ended from `from` on and before `today`, by month. */
export async function readMonthlyRequests(
  ctx: Context,
  { from, today }: { from: string; today: string },
): Promise<MonthlyRequests[]> {
  authorize(ctx.actor, 'statistics.read')
  const { day, state, amount } = requestCount
  const month = sql<string>`to_char(${day}, 'YYYY-MM')`
  const of = (wanted: 'in-time' | 'late' | 'open') =>
    sql`coalesce(sum(${amount}) FILTER (WHERE ${state} = ${wanted}), 0)`.mapWith(Number)
  return ctx.database.db
    .select({ month, inTime: of('in-time'), late: of('late'), open: of('open') })
    .from(requestCount)
    .where(and(gte(day, from), lt(day, today)))
    .groupBy(sql`1`)
}
