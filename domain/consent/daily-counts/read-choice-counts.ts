import { and, between, eq, sql, sum } from 'drizzle-orm'
import { consentCount } from '#db/schema/consent.ts'
import type { decisions, purposeCodes } from '#db/schema/consent-codes.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'

export const choiceDimensions = ['purpose', 'topic', 'channel', 'language'] as const
export type ChoiceDimension = (typeof choiceDimensions)[number]
type Decision = (typeof decisions)[number]

export type MonthlyChoices = { month: string; of: string; decision: Decision; amount: number }

const columnOf = {
  purpose: consentCount.purpose,
  topic: consentCount.topic,
  channel: consentCount.channel,
  language: consentCount.locale,
} as const

const communication: (typeof purposeCodes)[number] = 'communication'

/** Choices of the days `from` to `to` by month; by topic or channel those about messages only. */
export async function readMonthlyChoices(
  ctx: Context,
  { by, from, to }: { by: ChoiceDimension; from: string; to: string },
): Promise<MonthlyChoices[]> {
  authorize(ctx.actor, 'statistics.read')
  const { day, purpose, decision, amount } = consentCount
  const month = sql<string>`to_char(${day}, 'YYYY-MM')`
  const isAboutMessages = by === 'topic' || by === 'channel'
  return ctx.database.db
    .select({ month, of: columnOf[by], decision, amount: sum(amount).mapWith(Number) })
    .from(consentCount)
    .where(and(between(day, from, to), isAboutMessages ? eq(purpose, communication) : undefined))
    .groupBy(sql`1, 2, 3`)
}

export type DailyWithdrawals = { day: string; topic: string; channel: string; amount: number }

/** Withdrawals of consent to messages by day, topic and channel. */
export async function readDailyWithdrawals(
  ctx: Context,
  { from, to }: { from: string; to: string },
): Promise<DailyWithdrawals[]> {
  authorize(ctx.actor, 'statistics.read')
  const { day, purpose, topic, channel, decision, amount } = consentCount
  return ctx.database.db
    .select({ day, topic, channel, amount: sum(amount).mapWith(Number) })
    .from(consentCount)
    .where(and(between(day, from, to), eq(purpose, communication), eq(decision, 'withdrawn')))
    .groupBy(day, topic, channel)
}
