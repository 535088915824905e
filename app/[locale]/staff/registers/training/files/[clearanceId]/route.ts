import { notFound } from 'next/navigation'
import { readClearanceDocument } from '#domain/staff/clearances/read-register.ts'
import { documentFile } from '../../../../../../_server/files/document-file.ts'
import { openedFile } from '../../../../../../_server/files/file-within-limit.ts'
import { localeOf } from '../../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string; clearanceId: string }> }

/** The file of one record, to be saved and never shown by the browser; its opening is recorded. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { locale: given, clearanceId } = await params
  const locale = localeOf(given)
  const page = `/${locale}/staff/registers/training`
  const ctx = await staffContext(locale, page, 'staff-clearances.read')
  return openedFile(ctx, page, async () => {
    const file = await readClearanceDocument(ctx, clearanceId)
    if (!file) notFound()
    return documentFile(clearanceId, file)
  })
}
