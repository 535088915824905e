import { and, asc, desc, eq, isNull, lt, lte } from 'drizzle-orm'
import { policyVersion } from '#db/schema/policy.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'

const published = eq(policyVersion.status, 'published')

/**
 * The number of the version whose words were the policy on a day in Almaty; of two on one day the later one. Null before the
 * first, and for a day that has not come. From the day on which the portal opened it is what the portal showed; before that,
 * the document that bears an earlier date, the operator's own one where it was imported.
 */
export async function versionOn(ctx: Context, day: LocalDate): Promise<number | null> {
  authorize(ctx.actor, 'policy.read')
  // The database has no year 0.
  if (day < '0001' || day > almatyDate(ctx.clock.now())) return null
  const find = (where: ReturnType<typeof and>) =>
    ctx.database.db
      .select({ version: policyVersion.version })
      .from(policyVersion)
      .where(and(published, where))
      .orderBy(desc(policyVersion.version))
      .limit(1)
  const [first] = await ctx.database.db
    .select({ at: policyVersion.publishedAt })
    .from(policyVersion)
    .where(published)
    .orderBy(asc(policyVersion.version))
    .limit(1)
  const opened = first?.at ? almatyDate(first.at) : null
  const [row] =
    opened !== null && day >= opened
      ? await find(lt(policyVersion.publishedAt, almatyInstant(addDays(day, 1))))
      : await find(and(lte(policyVersion.lastUpdatedOn, day), isNull(policyVersion.effectiveOn)))
  return row?.version ?? null
}
