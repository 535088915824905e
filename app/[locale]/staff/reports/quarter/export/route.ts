import { registerExportSchema } from '#domain/assurance/report/registers.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { registerFile } from '../../../../../_server/files/register-file.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'
import { quarterPath } from '../quarter-path.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = quarterPath(locale)
  const asked = registerExportSchema.safeParse(Object.fromEntries(await request.formData())).data
  const ctx = await staffContext(locale, page, 'reports.export')
  return fileOrConfirm(ctx, page, async () =>
    asked ? registerFile(ctx, asked) : new Response(null, { status: 303, headers: { location: page } }),
  )
}
