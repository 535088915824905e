import { exportRegister } from '#domain/staff/clearances/export-register.ts'
import { messages } from '#i18n/messages.ts'
import { translator } from '#i18n/translator.ts'
import { csvFile } from '../../../../../_server/files/csv-file.ts'
import { fileOrConfirm } from '../../../../../_server/files/file-or-confirm.ts'
import { localeOf } from '../../../../../_server/session/request-context.ts'
import { staffContext } from '../../../../../_server/session/staff-context.ts'

type Props = { params: Promise<{ locale: string }> }

/** A POST, so that no link triggers an export. Without a recent code it redirects to the page that asks for one. */
export async function POST(_: Request, { params }: Props): Promise<Response> {
  const locale = localeOf((await params).locale)
  const page = `/${locale}/staff/registers/training`
  const ctx = await staffContext(locale, page, 'staff-clearances.export')
  const t = translator(locale, 'training')
  const staff = translator(locale, 'staff')
  const { columns } = messages[locale].training
  return fileOrConfirm(ctx, page, async () => {
    const csv = await exportRegister(ctx, {
      columns,
      role: (role) => staff(`roles.${role}`),
      kind: (kind) => t(`kinds.${kind}`),
      counts: t('yes'),
    })
    return csvFile(ctx, t('csv.file'), csv)
  })
}
