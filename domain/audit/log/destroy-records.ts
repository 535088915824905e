import { asc, eq, sql } from 'drizzle-orm'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '../record/append.ts'

/** How long a record is kept: the general limitation period of the Civil Code (Art. 178), and two years to spare. */
export const RECORD_TERM_YEARS = 5
const MOST_AT_ONCE = 10_000

/**
 * Destroys the records at the beginning of the log whose term is over, with their salts; the leaves stay and the log verifies
 * without them. The log records it. Returns how many; more may be left.
 */
export async function destroyRecords(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'audit.destroy')
  const over = ctx.clock.now()
  over.setUTCFullYear(over.getUTCFullYear() - RECORD_TERM_YEARS)
  return ctx.transaction(async (tx) => {
    const { leafIndex, auditId } = auditLeaf
    const kept = await tx
      .select({ leafIndex, at: auditEvent.at })
      .from(auditLeaf)
      .innerJoin(auditEvent, eq(auditEvent.auditId, auditId))
      .orderBy(asc(leafIndex))
      .limit(MOST_AT_ONCE + 1)
    const until = kept.find(({ at }) => at >= over)?.leafIndex ?? kept.at(-1)?.leafIndex ?? 0
    const first = kept[0]?.leafIndex ?? until
    if (first >= until) return 0
    await append(tx, ctx.auditedAs, { action: 'audit.destroy', resource: `audit_leaf:0-${until - 1}` })
    const [done] = await tx.execute<{ n: number }>(sql`SELECT destroy_audit_records(${until}) AS n`)
    return done?.n ?? 0
  })
}
