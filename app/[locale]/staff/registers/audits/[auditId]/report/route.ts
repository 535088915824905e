import { notFound } from 'next/navigation'
import { readAuditReport } from '#domain/assurance/audits/audit-reports.ts'
import { documentFile } from '../../../../../../_server/files/document-file.ts'
import { openedFile } from '../../../../../../_server/files/file-within-limit.ts'
import { localeOf } from '../../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string; auditId: string }> }

/** The report of an audit, to be saved and never shown by the browser; its opening is recorded. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { locale: given, auditId } = await params
  const locale = localeOf(given)
  const page = `/${locale}/staff/registers/audits`
  const ctx = await staffContext(locale, page, 'audits.open-report')
  return openedFile(ctx, page, async () => {
    const file = await readAuditReport(ctx, auditId)
    if (!file) notFound()
    return documentFile(auditId, file)
  })
}
