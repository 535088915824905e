import { Readable } from 'node:stream'
import { z } from 'zod'
import { openKit } from '#domain/assurance/kit/ask-for-kit.ts'
import { bodyLengthHeader } from '#platform/http/body-length.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { kitPath } from '../kit-path.ts'

type Props = { params: Promise<{ locale: string }> }

/** The file of a kit. A POST, so that no link triggers it. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = kitPath(locale)
  const kitId = z.uuid().safeParse((await request.formData()).get('kit')).data
  const ctx = await staffContext(locale, page, 'audit-kits.ask')
  return fileOrConfirm(ctx, page, async () => {
    const kit = kitId === undefined ? null : await openKit(ctx, kitId)
    if (!kit) return new Response(null, { status: 303, headers: { location: page } })
    const body = Readable.toWeb(Readable.from(kit.read(), { objectMode: false }))
    return new Response(body as ReadableStream<Uint8Array>, {
      headers: {
        'content-type': 'application/gzip',
        'content-disposition': `attachment; filename="${kit.name}"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        // nginx would write the file to its own disk.
        'x-accel-buffering': 'no',
        [bodyLengthHeader]: String(kit.size),
      },
    })
  })
}
