import type { Context } from '#domain/access/context.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { deadlinesOf } from '../record/request-deadlines.ts'
import type { DeadlineView } from '../record/request-views.ts'
import { type KindName, kindColumns } from '../rules/kinds.ts'

/**
 * Deadlines of requests received at these moments, in the same order: for a list, and for a form to show before it is
 * sent.
 */
// no permission: terms of the law and the calendar, nothing of a person
export async function readDeadlines(
  ctx: Context,
  filed: readonly { kind: KindName; receivedAt: Date }[],
): Promise<DeadlineView[][]> {
  const calendar = await ctx.transaction((tx) => readCalendarDays(tx))
  return filed.map(({ kind, receivedAt }) => deadlinesOf({ ...kindColumns(kind), receivedAt }, calendar))
}
