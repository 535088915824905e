import { gte, sql, sum } from 'drizzle-orm'
import type { Database } from '#db/client.ts'
import { mailCount } from '#db/schema/integrations.ts'
import type { mailOutcomes } from '#db/schema/integrations-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'

type Outcome = (typeof mailOutcomes)[number]

/** Counts a letter in a transaction, or by itself. */
export async function countMail(
  { db }: Pick<Database, 'db'>,
  { task, outcome, at }: { task: string; outcome: Outcome; at: Date },
): Promise<void> {
  await db
    .insert(mailCount)
    .values({ day: almatyDate(at), task, outcome, amount: 1 })
    .onConflictDoUpdate({
      target: [mailCount.day, mailCount.task, mailCount.outcome],
      set: { amount: sql`${mailCount.amount} + 1` },
    })
}

/** Counts a letter that the mail server took. */
// no audit record: what was sent is on record where it was decided
export async function countSent(ctx: Context, task: string): Promise<void> {
  authorize(ctx.actor, 'mail.deliver')
  await countMail(ctx.database, { task, outcome: 'sent', at: ctx.clock.now() })
}

export type MonthlyMail = { month: string; outcome: Outcome; amount: number }

/** Letters since a day, by month. */
export async function readMonthlyMail(ctx: Context, from: string): Promise<MonthlyMail[]> {
  authorize(ctx.actor, 'statistics.read')
  const { day, outcome, amount } = mailCount
  const month = sql<string>`to_char(${day}, 'YYYY-MM')`
  return ctx.database.db
    .select({ month, outcome, amount: sum(amount).mapWith(Number) })
    .from(mailCount)
    .where(gte(day, from))
    .groupBy(sql`1, 2`)
}
