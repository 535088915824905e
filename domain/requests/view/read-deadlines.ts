import type { Context } from '#domain/access/context.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { deadlinesOf } from '../record/request-deadlines.ts'
import { type KindName, kindColumns } from '../rules/kinds.ts'
import type { DeadlineView } from '../shapes/request-views.ts'

/**
 * The clocks of requests received at these moments, in the same order: for a list, and for a form to say what it promises
 * before it is sent. Holds no personal data, so nobody is asked for.
 */
export async function readDeadlines(
  ctx: Context,
  filed: readonly { kind: KindName; receivedAt: Date }[],
): Promise<DeadlineView[][]> {
  const calendar = await ctx.transaction((tx) => readCalendarDays(tx))
  return filed.map(({ kind, receivedAt }) => deadlinesOf({ ...kindColumns(kind), receivedAt }, calendar))
}
