import { and, eq, gte, inArray, lt, or, sql, sum } from 'drizzle-orm'
import { decisionCount } from '#db/schema/integrations.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
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
 * How many questions about these purposes, and about these purposes or topics that are retired, were answered yes since then.
 * Programs ask one before each message.
 */
export async function countAllowed(
  ctx: Context,
  { purposes, retired, since }: { purposes: readonly string[]; retired: readonly string[]; since: Date },
): Promise<number> {
  authorize(ctx.actor, 'policy-impact.count')
  if (purposes.length + retired.length === 0) return 0
  // Support is part of the service: it is answered by the same consent.
  const asked = purposes.includes('service') ? [...purposes, 'support'] : [...purposes]
  const [row] = await ctx.database.db
    .select({ asked: sum(decisionCount.asked).mapWith(Number) })
    .from(decisionCount)
    .where(
      and(
        eq(decisionCount.allowed, true),
        gte(decisionCount.hour, since),
        or(inArray(decisionCount.purpose, asked), ...retired.map(isAbout)),
      ),
    )
  return row?.asked ?? 0
}

function isAbout(name: string) {
  const [purpose = '', topic = ''] = name.split('/')
  return and(eq(decisionCount.purpose, purpose), eq(decisionCount.topic, topic))
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
