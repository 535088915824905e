import { eq, exists, type SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { auditReport, securityAudit } from '#db/schema/assurance.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { decryptDocument } from '#domain/people/record/documents.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'

/** Whether the portal has the report of an audit: only then the audit counts as done. */
export const hasReport = (tx: Transaction): SQL =>
  exists(
    tx
      .select({ id: auditReport.auditId })
      .from(auditReport)
      .where(eq(auditReport.auditId, securityAudit.auditId)),
  )

/** The report of an audit, for a download, which is recorded. Null where there is none. Throws `Denied`. */
export async function readAuditReport(
  ctx: Context,
  auditId: string,
): Promise<{ mediaType: string; content: Buffer } | null> {
  authorize(ctx.actor, 'audits.open-report')
  if (!z.uuid().safeParse(auditId).success) return null
  return ctx.transaction(async (tx) => {
    const [row] = await tx.select().from(auditReport).where(eq(auditReport.auditId, auditId))
    const cipher = row && (await findSubjectCipher(tx, ctx.services.keys, auditId))
    if (!row || !cipher) return null
    await append(tx, ctx.auditedAs, {
      action: 'security-audit.open-report',
      resource: `security-audit:${auditId}`,
    })
    return decryptDocument(cipher, { table: 'audit_report', row: auditId }, row)
  })
}
