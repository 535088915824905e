import { CsvDownload } from '#components/staff/csv-download.tsx'
import { type QueueFilters, queueParams } from '#domain/requests/forms/queue-filters.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { confirmPath } from '../../../_server/session/staff-context.ts'

type Props = { locale: Locale; filters: QueueFilters; sudo: boolean; here: string }

/** The queue's selection as a file. */
export function QueueExport({ locale, filters, sudo, here }: Props) {
  const t = translator(locale, 'staffRequests')
  return (
    <CsvDownload
      id="csv"
      action={`/${locale}/staff/requests/export`}
      fields={queueParams(filters)}
      confirmFirst={sudo ? null : confirmPath(locale, here)}
      label={t('csv.get')}
    >
      {t('csv.note')} {sudo ? null : t('csv.code')}
    </CsvDownload>
  )
}
