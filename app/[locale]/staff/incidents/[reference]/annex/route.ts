import { Readable } from 'node:stream'
import { notFound } from 'next/navigation'
import { annexSchema, exportAnnex } from '#domain/incidents/register/export-annex.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { messages } from '#i18n/messages.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string; reference: string }> }

/** A POST, so that no link triggers it. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const { locale: given, reference } = await params
  const locale = localeOf(given)
  const page = `/${locale}/staff/incidents/${reference}`
  const ctx = await staffContext(locale, page, 'incidents.annex')
  return fileOrConfirm(ctx, page, async () => {
    requireSudo(ctx)
    const typed = Object.fromEntries(await request.formData().catch(() => new FormData()))
    const input = annexSchema.safeParse({ ...typed, reference })
    if (!input.success) return new Response(null, { status: 303, headers: { location: `${page}#annex` } })
    const made = await exportAnnex(ctx, input.data, messages[locale].incidents.annex.columns)
    if (made.status === 'refused') notFound()
    const name = `${input.data.reference}-${almatyDate(ctx.clock.now())}.csv.age`
    return new Response(Readable.toWeb(Readable.from(made.content)) as ReadableStream, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${name}"`,
      },
    })
  })
}
