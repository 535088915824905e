import { DenseTable } from '#components/staff/dense-table.tsx'
import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import { newestOf } from '#domain/backups/rules/backup-findings.ts'
import type { BackupState } from '#domain/backups/state/read-backup-state.ts'
import { countryNames } from '#i18n/countries.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; state: BackupState & { bucket: NonNullable<BackupState['bucket']> } }

/** The folder and the bucket, each with when it last got archives, and how that went. */
export function PlacesTable({ locale, state }: Props) {
  const t = translator(locale, 'backups')
  const { bucket, backups, changes, faults } = state
  const [backup] = backups
  const isBroken = faults.some((fault) => fault.startsWith('bucket'))
  const isLate = faults.some((fault) => ['none', 'late', 'changes-late', 'country'].includes(fault))
  const drill =
    bucket.drillResult && bucket.drillResult !== 'passed' ? t(`results.${bucket.drillResult}`) : null
  const rows = [
    {
      key: 'folder',
      name: t('places.folder'),
      country: backup?.country ?? null,
      at: backup ? newestOf(backup, changes) : null,
      isGood: !isLate,
      says: isLate ? t('notInOrder') : t('places.inOrder'),
    },
    {
      key: 'bucket',
      name: bucket.place ?? '–',
      country: bucket.country,
      at: bucket.succeededAt,
      isGood: !isBroken,
      says: bucket.failure
        ? t(`places.failures.${bucket.failure}`)
        : (drill ?? (isBroken ? t('notInOrder') : t('places.inOrder'))),
    },
  ]
  return (
    <DenseTable
      caption={t('places.title')}
      heads={(['place', 'country', 'lastArchive', 'state'] as const).map((head) => t(`columns.${head}`))}
      rows={rows.map(({ key, name, country, at, isGood, says }) => ({
        key,
        head: name,
        cells: [
          { label: t('columns.country'), value: country ? countryNames(locale, [country]) : '–' },
          {
            label: t('columns.lastArchive'),
            value: at ? (
              <time dateTime={at.toISOString()}>{shortMoment(locale, at)}</time>
            ) : (
              t('places.never')
            ),
            short: true,
          },
          {
            value: (
              <span className={`inline-flex items-baseline gap-2 ${stateColour[isGood ? 'kept' : 'broken']}`}>
                <StateMark state={isGood ? 'kept' : 'broken'} />
                {says}
              </span>
            ),
          },
        ],
      }))}
    />
  )
}
