import { and, asc, eq, lt, sql } from 'drizzle-orm'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '../record/append.ts'
import { endOfTerm } from '../rules/record-term.ts'

const MOST_AT_ONCE = 10_000

/**
 * Destroys the records at the beginning of the log that are older than `months` by the machine's clock, with their salts; the
 * leaves stay and the log verifies without them. The log records it. Returns how many; more may be left. Throws `Denied`.
 */
export async function destroyRecords(ctx: Context, months: number): Promise<number> {
  authorize(ctx.actor, 'audit.destroy')
  const over = endOfTerm(ctx.clock.unmoved(), months)
  return ctx.transaction(async (tx) => {
    const { leafIndex, auditId } = auditLeaf
    const kept = await tx
      .select({ leafIndex, at: auditEvent.at })
      .from(auditLeaf)
      .innerJoin(auditEvent, eq(auditEvent.auditId, auditId))
      .orderBy(asc(leafIndex))
      .limit(MOST_AT_ONCE)
    const [first] = kept
    const last = kept.at(-1)
    if (!first || !last || first.at >= over) return 0
    const until = kept.find(({ at }) => at >= over)?.leafIndex ?? last.leafIndex + 1
    await append(tx, ctx.auditedAs, { action: 'audit.destroy', resource: `audit_leaf:0-${until - 1}` })
    const [done] = await tx.execute<{ n: number }>(sql`SELECT destroy_audit_records(${until}) AS n`)
    return done?.n ?? 0
  })
}

/** How many records older than `months` are still there, of one person or of all. Throws `Denied`. */
export async function countOverdueRecords(
  ctx: Context,
  months: number,
  of: { subjectId?: string } = {},
): Promise<number> {
  authorize(ctx.actor, 'audit.destroy')
  const isOver = lt(auditEvent.at, endOfTerm(ctx.clock.unmoved(), months))
  const isOfPerson = of.subjectId === undefined ? undefined : eq(auditEvent.subjectId, of.subjectId)
  return ctx.transaction((tx) => tx.$count(auditEvent, and(isOver, isOfPerson)))
}
