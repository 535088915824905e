import { z } from 'zod'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { fileOrConfirm } from '../../../../_server/files/file-or-confirm.ts'
import { registerFile } from '../../../../_server/files/register-file.ts'
import { localeOf } from '../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string }> }

const formSchema = z.object({ register: z.enum(['backups', 'drills']).catch('backups') })

const FIVE_YEARS = 5 * 366

/** Backups, or trials, of five years. A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const { register } = formSchema.parse(Object.fromEntries(await request.formData()))
  const page = `/${locale}/staff/backups`
  const ctx = await staffContext(locale, page, 'backups.export')
  const to = almatyDate(ctx.clock.unmoved())
  return fileOrConfirm(ctx, page, () => registerFile(ctx, { register, from: addDays(to, -FIVE_YEARS), to }))
}
