import { exportReceipts } from '#domain/consent/receipts/export-receipts.ts'
import { dataPolicy } from '#platform/http/content-security.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { fileWithinLimit } from '../../../../_server/files/file-within-limit.ts'
import { localeOf, type SubjectContext, subjectContext } from '../../../../_server/session/request-context.ts'

type Given = { params: Promise<{ locale: string }> }

/** The whole history as one signed file, sent as it is made. */
export async function POST(_request: Request, { params }: Given): Promise<Response> {
  const locale = localeOf((await params).locale)
  const history = `/${locale}/my/history`
  const ctx = await subjectContext(locale, history)
  return fileWithinLimit(ctx, history, async () => historyFile(ctx))
}

function historyFile(ctx: SubjectContext): Response {
  const pieces = exportReceipts(ctx, ctx.actor.subjectId)
  const day = almatyDate(ctx.clock.now())
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    pull: async (stream) => {
      const { done, value } = await pieces.next()
      if (done) stream.close()
      else stream.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await pieces.return(undefined)),
  })
  return new Response(body, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="consent-history-${day}.json"`,
      'cache-control': 'no-store',
      'content-security-policy': `${dataPolicy}; sandbox`,
    },
  })
}
