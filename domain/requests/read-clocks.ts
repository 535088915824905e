import type { Context } from '../people/context.ts'
import { readCalendarDays } from './calendar-table.ts'
import { clocksOf } from './case-clocks.ts'
import type { ClockView } from './case-view.ts'
import { type KindName, kindColumns } from './kinds.ts'

/**
 * The clocks of requests received at these moments, in the same order: for a list, and for a form to say what it promises
 * before it is sent. Holds no personal data, so nobody is asked for.
 */
export async function readClocks(
  ctx: Context,
  filed: readonly { kind: KindName; receivedAt: Date }[],
): Promise<ClockView[][]> {
  const calendar = await ctx.transaction((tx) => readCalendarDays(tx))
  return filed.map(({ kind, receivedAt }) => clocksOf({ ...kindColumns(kind), receivedAt }, calendar))
}
