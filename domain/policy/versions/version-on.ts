import { and, desc, eq, lte } from 'drizzle-orm'
import { policyVersion } from '#db/schema/policy.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'

/**
 * The number of the version whose words were the policy on a day in Almaty; of two on one day the later one. Null before the
 * first, and for a day that has not come. A version is dated by the day on which it was really published.
 */
export async function versionOn(ctx: Context, day: LocalDate): Promise<number | null> {
  authorize(ctx.actor, 'policy.read')
  // The database has no year 0.
  if (day < '0001' || day > almatyDate(ctx.clock.now())) return null
  const [row] = await ctx.database.db
    .select({ version: policyVersion.version })
    .from(policyVersion)
    .where(and(eq(policyVersion.status, 'published'), lte(policyVersion.lastUpdatedOn, day)))
    .orderBy(desc(policyVersion.version))
    .limit(1)
  return row?.version ?? null
}
