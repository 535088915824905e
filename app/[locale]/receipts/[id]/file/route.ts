import { isAllowed } from '#domain/access/permissions.ts'
import { readReceipt } from '#domain/consent/receipts/read-receipt.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { localeOf, readerContext } from '../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string; id: string }> }

/** A person's own receipt with its signature, to be saved. */
export async function GET(_request: Request, { params }: Given): Promise<Response> {
  const { locale, id } = await params
  const ctx = await readerContext(localeOf(locale))
  const own = ctx.actor.kind === 'subject' ? { subjectId: ctx.actor.subjectId } : {}
  const found = isAllowed(ctx.actor, 'receipts.read', own) ? await readReceipt(ctx, id) : null
  if (!found) return new Response(null, { status: 404 })
  return new Response(`${JSON.stringify(found.receipt, null, 2)}\n`, {
    headers: {
      'content-type': 'application/ld+json; charset=utf-8',
      'content-disposition': `attachment; filename="receipt-${found.receipt.receipt_id}.jsonld"`,
      'cache-control': 'no-store',
      'content-security-policy': `${dataPolicy}; sandbox`,
    },
  })
}
