import { and, eq, gte, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { decisionCount } from '#db/schema/integrations.ts'

/** How often programs have asked about a purpose since then, and how often the answer was yes. The caller has authorized. */
export async function countQuestions(
  tx: Transaction,
  { purpose, since }: { purpose: string; since: Date },
): Promise<{ questions: number; allowed: number }> {
  const { asked } = decisionCount
  const [row] = await tx
    .select({
      questions: sql<number>`coalesce(sum(${asked}), 0)::float8`,
      allowed: sql<number>`coalesce(sum(${asked}) FILTER (WHERE ${decisionCount.allowed}), 0)::float8`,
    })
    .from(decisionCount)
    .where(and(eq(decisionCount.purpose, purpose), gte(decisionCount.hour, since)))
  return row ?? { questions: 0, allowed: 0 }
}
