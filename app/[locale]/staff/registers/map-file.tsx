import { CsvDownload } from '#components/staff/csv-download.tsx'
import { isAllowed } from '#domain/access/permissions.ts'
import { translator } from '#i18n/translator.ts'
import { confirmPath, type StaffContext } from '../../../_server/session/staff-context.ts'

type Props = { ctx: StaffContext; register: 'processing' | 'transfers' }

/** The register as a file, for members who may download it. */
export function MapFile({ ctx, register }: Props) {
  const { actor, locale } = ctx
  if (!isAllowed(actor, 'data-map.export')) return null
  const t = translator(locale, 'registers')
  return (
    <CsvDownload
      action={`/${locale}/staff/data-map/export`}
      fields={{ register, format: 'csv' }}
      confirmFirst={actor.sudo ? null : confirmPath(locale, `/${locale}/staff/registers/${register}`)}
      label={t('csv')}
    >
      {t('csvNote')} {actor.sudo ? null : t('csvCode')}
    </CsvDownload>
  )
}
