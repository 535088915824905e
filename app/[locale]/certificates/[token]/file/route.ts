import { isAllowed } from '#domain/access/permissions.ts'
import { readCertificate } from '#domain/fulfilment/erase/read-certificate.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { localeOf, readerContext } from '../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; token: string }> }

/** A certificate with its signature, to be saved. */
export async function GET(_request: Request, { params }: Given): Promise<Response> {
  const { locale, token } = await params
  const ctx = await readerContext(localeOf(locale))
  const found = isAllowed(ctx.actor, 'erasure-certificates.read') ? await readCertificate(ctx, token) : null
  if (!found) return new Response(null, { status: 404 })
  return new Response(`${JSON.stringify(found.certificate, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="certificate-${found.certificate.reference}.json"`,
      'cache-control': 'no-store',
      'content-security-policy': `${dataPolicy}; sandbox`,
    },
  })
}
