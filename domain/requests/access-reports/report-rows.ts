import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { accessReport } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { findSubjectCipher, type SubjectCipher } from '#domain/people/record/subject-fields.ts'
import type { AccessReportView, Disclosure } from '../record/request-views.ts'

/** The actions of the audit log that tell a person that somebody opened something of theirs. */
export const disclosed: Record<string, Disclosure['what']> = {
  'request.read': 'case-opened',
  'subject.reveal': 'contacts-revealed',
  'request.open-attachment': 'attachment-opened',
  'person.read': 'record-opened',
  'incident.annex-person': 'given-to-authority',
}

export type ReportRow = typeof accessReport.$inferSelect

export const isReport = ({ subjectId, auditId }: Pick<ReportRow, 'subjectId' | 'auditId'>) =>
  and(eq(accessReport.subjectId, subjectId), eq(accessReport.auditId, auditId))

export const answerPlace = (auditId: string) => ({
  table: 'access_report',
  column: 'answer_sealed',
  row: auditId,
})

export function reportView(cipher: SubjectCipher | undefined, row: ReportRow): AccessReportView {
  const { auditId, reportedAt, dueAt, answeredAt, finding, answerSealed } = row
  return {
    reportedAt: reportedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    answeredAt: answeredAt?.toISOString() ?? null,
    finding,
    answer: cipher && answerSealed ? cipher.decrypt(answerPlace(auditId), answerSealed) : null,
  }
}

/** What a person asked about, by the record of the log. The caller has authorized. */
export async function reportsOf(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
): Promise<Map<string, AccessReportView>> {
  const rows = await tx.select().from(accessReport).where(eq(accessReport.subjectId, subjectId))
  if (rows.length === 0) return new Map()
  const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
  return new Map(rows.map((row) => [row.auditId, reportView(cipher, row)]))
}
