import { readAttachment } from '#domain/requests/view/read-attachment.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { requestAccess } from '../../../../../_server/session/request-access.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; reference: string; attachmentId: string }> }

/** One attachment, to be saved and never shown in the portal's own origin. */
export async function GET(_request: Request, { params }: Given): Promise<Response> {
  const { locale, reference, attachmentId } = await params
  const access = await requestAccess(localeOf(locale), reference)
  const file = access && (await readAttachment(access.ctx, { reference, attachmentId }))
  if (!file) return new Response(null, { status: 404 })
  return new Response(new Uint8Array(file.content), {
    headers: {
      'content-type': file.mediaType,
      'content-disposition': `attachment; filename="${file.name}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy': `${dataPolicy}; sandbox`,
    },
  })
}
