import { and, eq, gte, lt, sql, sum } from 'drizzle-orm'
import { decisionCount } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { isTouched } from '#domain/consent/changed/outdated-by.ts'
import { almatyInstant, timeZone } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'

const DAY = 86_400_000

export type DecisionCount = { purpose: string; allowed: number; refused: number }

/** How often programs asked in the last thirty days whether they may, by purpose, the most asked about first. */
export async function readDecisionCounts(ctx: Context): Promise<DecisionCount[]> {
  authorize(ctx.actor, 'integrations.read')
  const since = new Date(ctx.clock.now().getTime() - 30 * DAY)
  const rows = await ctx.database.db
    .select({
      purpose: decisionCount.purpose,
      allowed: decisionCount.allowed,
      asked: sum(decisionCount.asked).mapWith(Number),
    })
    .from(decisionCount)
    .where(gte(decisionCount.hour, since))
    .groupBy(decisionCount.purpose, decisionCount.allowed)
  const asked = (purpose: string, allowed: boolean) =>
    rows.find((row) => row.purpose === purpose && row.allowed === allowed)?.asked ?? 0
  return [...new Set(rows.map(({ purpose }) => purpose))]
    .map((purpose) => ({ purpose, allowed: asked(purpose, true), refused: asked(purpose, false) }))
    .sort((a, b) => b.allowed + b.refused - a.allowed - a.refused)
}

/**
 * How many questions about these purposes, and about these purposes or topics that are retired, programs asked on a day in Almaty, and
 * how many were answered yes. They ask one before each message.
 */
export async function countAnswers(
  ctx: Context,
  { purposes, retired, day }: { purposes: readonly string[]; retired: readonly string[]; day: string },
): Promise<{ questions: number; allowed: number }> {
  authorize(ctx.actor, 'policy-impact.count')
  if (purposes.length + retired.length === 0) return { questions: 0, allowed: 0 }
  // Support is part of the service: it is answered by the same consent.
  const purposesAsked = purposes.includes('service') ? [...purposes, 'support'] : [...purposes]
  const { hour, asked, allowed } = decisionCount
  const [row] = await ctx.database.db
    .select({
      questions: sql<number>`coalesce(sum(${asked}), 0)::float8`,
      allowed: sql<number>`coalesce(sum(${asked}) FILTER (WHERE ${allowed}), 0)::float8`,
    })
    .from(decisionCount)
    .where(
      and(
        gte(hour, almatyInstant(day)),
        lt(hour, almatyInstant(addDays(day, 1))),
        isTouched(decisionCount, { purposes: purposesAsked, retired }),
      ),
    )
  return row ?? { questions: 0, allowed: 0 }
}

export type DailyMessages = { day: string; topic: string; channel: string; amount: number }

/** How many messages programs were allowed to send by day in Almaty, topic and channel: one question comes before each. */
export async function readDailyMessages(
  ctx: Context,
  { from, to }: { from: string; to: string },
): Promise<DailyMessages[]> {
  authorize(ctx.actor, 'statistics.read')
  const { hour, purpose, topic, channel, allowed, asked } = decisionCount
  const day = sql<string>`(${hour} AT TIME ZONE ${timeZone}::text)::date::text`
  return ctx.database.db
    .select({ day, topic, channel, amount: sum(asked).mapWith(Number) })
    .from(decisionCount)
    .where(
      and(
        eq(purpose, 'communication'),
        eq(allowed, true),
        gte(hour, almatyInstant(from)),
        lt(hour, almatyInstant(addDays(to, 1))),
      ),
    )
    .groupBy(sql`1`, topic, channel)
}
