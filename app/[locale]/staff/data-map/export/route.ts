import { z } from 'zod'
import { exportRegister } from '#domain/fulfilment/register/read-register.ts'
import { exportRetention } from '#domain/fulfilment/retention/read-retention.ts'
import { csvTable, delimiterFor } from '#platform/csv-table.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { csvFile } from '../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'
import { registerJson, registerRows } from '../register-texts.ts'
import { retentionRows } from '../retention-texts.ts'

type Props = { params: Promise<{ locale: string }> }

const formSchema = z.object({
  register: z.enum(['processing', 'transfers', 'retention']).catch('processing'),
  format: z.enum(['csv', 'json']).catch('csv'),
})

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const { register: kind, format } = formSchema.parse(Object.fromEntries(await request.formData()))
  const page = `/${locale}/staff/data-map`
  const ctx = await staffContext(locale, page, 'data-map.export')
  return fileOrConfirm(ctx, page, async () => {
    if (kind === 'retention') {
      const rows = retentionRows(locale, await exportRetention(ctx))
      return csvFile(ctx, 'deletion-by-term', csvTable(rows, { delimiter: delimiterFor(locale) }))
    }
    const register = await exportRegister(ctx, { register: kind, format })
    const name = `register-of-${kind}`
    if (format === 'csv') {
      const rows = registerRows(locale, kind, register)
      return csvFile(ctx, name, csvTable(rows, { delimiter: delimiterFor(locale) }))
    }
    const day = almatyDate(ctx.clock.now())
    return new Response(JSON.stringify({ day, ...registerJson(kind, register) }, null, 2), {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${name}-${day}.json"`,
      },
    })
  })
}
