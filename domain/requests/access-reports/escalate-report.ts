import { isNull, sql } from 'drizzle-orm'
import { accessReport } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isReport } from './report-rows.ts'

/**
 * A question about an access is still not answered when its term ends: administrators and security officers get an email.
 * Returns whether it was. Throws `Denied`.
 */
export async function escalateAccessReport(
  ctx: Context,
  key: { subjectId: string; auditId: string },
): Promise<boolean> {
  authorize(ctx.actor, 'requests.keep-time')
  const { subjectId, auditId } = key
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(accessReport).where(isReport(key)).for('update')
    if (!row || row.answeredAt || row.dueAt > ctx.clock.now()) return false
    const members = await membersByRole(tx, ctx.services.keys, ['administrator', 'security-officer'])
    for (const { staffId } of members) {
      const mail = { subjectId, auditId, staffId, mailId: auditId }
      await enqueue(tx, 'send-access-report-mail', mail, { key: `access-overdue:${auditId}:${staffId}` })
    }
    await append(tx, ctx.auditedAs, {
      action: 'access-report.escalate',
      subjectId,
      resource: `audit:${auditId}`,
    })
    return true
  })
}

export type OpenReports = { open: number; overdue: number; nextDueAt: Date | null }

/** How many questions wait, and by when the nearest is due; names nobody. Throws `Denied`. */
export async function countAccessReports(ctx: Context): Promise<OpenReports> {
  authorize(ctx.actor, 'access-reports.read')
  const now = ctx.clock.now().toISOString()
  const [row] = await ctx.transaction((tx) =>
    tx
      .select({
        open: sql<number>`count(*)::int`,
        overdue: sql<number>`(count(*) FILTER (WHERE ${accessReport.dueAt} <= ${now}::timestamptz))::int`,
        nextDueAt: sql<Date | null>`min(${accessReport.dueAt})`.mapWith(accessReport.dueAt),
      })
      .from(accessReport)
      .where(isNull(accessReport.answeredAt)),
  )
  return row ?? { open: 0, overdue: 0, nextDueAt: null }
}
