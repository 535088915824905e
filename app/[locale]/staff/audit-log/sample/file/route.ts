import { readSampleQuery } from '#domain/assurance/rules/audit-sample.ts'
import { drawFiles } from '#domain/assurance/rules/draw-commands.ts'
import { readAuditSample } from '#domain/assurance/sample/read-audit-sample.ts'
import { fileWithinLimit } from '../../../../../_server/files/file-within-limit.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { samplePath } from '../sample-path.ts'

type Props = { params: Promise<{ locale: string }> }

/** The references of a period, one a line, or the checkpoint that they were drawn by. A POST, so that no link triggers it. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const form = await request.formData()
  const { query } = readSampleQuery(Object.fromEntries(form))
  const page = samplePath(locale, query ?? undefined)
  const ctx = await staffContext(locale, page, 'audit.sample')
  const file = form.get('file')
  return fileWithinLimit(ctx, page, async () => {
    const sample = query && (await readAuditSample(ctx, query))
    if (!sample || (file !== 'references' && file !== 'checkpoint'))
      return new Response(null, { status: 303, headers: { location: page } })
    const text =
      file === 'checkpoint' ? sample.checkpoint : sample.references.map((one) => `${one}\n`).join('')
    return new Response(text, {
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="${drawFiles[file]}"`,
      },
    })
  })
}
