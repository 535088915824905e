import { Readable } from 'node:stream'
import { openPackageDownload } from '#domain/fulfilment/package/download-package.ts'
import { bodyLengthHeader } from '#platform/http/body-length.ts'
import { requestedSpan } from '#platform/http/byte-range.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { requestAccess } from '../../../../../_server/session/request-access.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; reference: string }> }

/**
 * An archive of the copy, whole or a range of it, to be saved and never shown in the portal's own origin. Next sends HEAD here too: it is answered
 * by the headers alone, and opens no file.
 */
export async function GET(request: Request, { params }: Given): Promise<Response> {
  const { locale: given, reference } = await params
  const locale = localeOf(given)
  const part = Number(new URL(request.url).searchParams.get('part') ?? '1')
  const isHead = request.method === 'HEAD'
  const access = await requestAccess(locale, reference)
  if (!access) return new Response(null, { status: 404 })
  const opened = await openPackageDownload(access.ctx, {
    reference,
    provedAt: access.provedAt,
    part,
    headersOnly: isHead,
  })
  if ('status' in opened)
    return opened.code !== 'not-found'
      ? new Response(null, {
          status: 303,
          headers: { location: `/${locale}/requests/${encodeURIComponent(reference)}/package` },
        })
      : new Response(null, { status: 404 })
  const { locked, size, etag, read } = opened
  const headers = {
    'content-type': locked ? 'application/octet-stream' : 'application/zip',
    'content-disposition': `attachment; filename="${opened.name}${locked ? '.age' : ''}"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'accept-ranges': 'bytes',
    // nginx would write a file of a person to its own disk.
    'x-accel-buffering': 'no',
    'content-security-policy': `${dataPolicy}; sandbox`,
    etag,
  }
  const { headers: asked } = request
  const span = requestedSpan({ range: asked.get('range'), ifRange: asked.get('if-range') }, { size, etag })
  if (span === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  const length = span ? span.last - span.first + 1 : size
  const body = isHead ? null : Readable.toWeb(Readable.from(read(span ?? undefined), { objectMode: false }))
  return new Response(body as ReadableStream<Uint8Array> | null, {
    status: span ? 206 : 200,
    headers: {
      ...headers,
      ...(span && { 'content-range': `bytes ${span.first}-${span.last}/${size}` }),
      [bodyLengthHeader]: String(length),
    },
  })
}
