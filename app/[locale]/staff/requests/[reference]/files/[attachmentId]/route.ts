import { notFound } from 'next/navigation'
import { readAttachment } from '#domain/requests/view/read-attachment.ts'
import { openedFile } from '../../../../../../_server/files/file-within-limit.ts'
import { localeOf } from '../../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string; reference: string; attachmentId: string }> }

/** One attachment, to be saved and never shown by the browser; its opening is recorded. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { locale: given, reference, attachmentId } = await params
  const locale = localeOf(given)
  const page = `/${locale}/staff/requests/${reference}`
  const ctx = await staffContext(locale, page, 'requests.read-words')
  return openedFile(ctx, page, async () => {
    const file = await readAttachment(ctx, { reference, attachmentId })
    if (!file) notFound()
    return new Response(new Uint8Array(file.content), {
      headers: {
        'content-type': file.mediaType,
        'content-disposition': `attachment; filename="${file.name}"`,
      },
    })
  })
}
