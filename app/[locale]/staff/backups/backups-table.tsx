import { DenseTable } from '#components/staff/dense-table.tsx'
import type { BackupState } from '#domain/backups/state/read-backup-state.ts'
import { countryNames } from '#i18n/countries.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; backups: BackupState['backups'] }

/** Backups with what is in them, where they are, and how many keys open them. */
export function BackupsTable({ locale, backups }: Props) {
  const t = translator(locale, 'backups')
  const heads = ['madeAt', 'country', 'rows', 'size', 'keys', 'took'] as const
  return (
    <DenseTable
      caption={t('made.title')}
      heads={heads.map((head) => t(`columns.${head}`))}
      rows={backups.map((one) => ({
        key: one.backupId,
        head: <time dateTime={one.madeAt.toISOString()}>{shortMoment(locale, one.madeAt)}</time>,
        cells: [
          { label: t('columns.country'), value: countryNames(locale, [one.country]) },
          { value: t('rowsInTables', { rows: one.rows, tables: one.tables }), short: true },
          { label: t('columns.size'), value: t('size', { megabytes: megabytes(locale, one) }), short: true },
          { label: t('columns.keys'), value: one.recipients, short: true },
          { label: t('columns.took'), value: t('seconds', { count: seconds(one.tookMs) }), short: true },
        ],
      }))}
    />
  )
}

type Sizes = { bytes: number; keystoreBytes: number }

export function megabytes(locale: Locale, { bytes, keystoreBytes }: Sizes): string {
  const rounded = Math.max(0.1, Math.round((bytes + keystoreBytes) / 100_000) / 10)
  return new Intl.NumberFormat(locale).format(rounded)
}

export const seconds = (ms: number) => Math.max(1, Math.round(ms / 1000))
