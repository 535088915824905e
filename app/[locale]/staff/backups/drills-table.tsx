import { DenseTable } from '#components/staff/dense-table.tsx'
import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import type { BackupState } from '#domain/backups/state/read-backup-state.ts'
import { shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { seconds } from './backups-table.tsx'

type Props = { locale: Locale; drills: BackupState['drills'] }

/** Backups that were restored for trial, and how that ended. */
export function DrillsTable({ locale, drills }: Props) {
  const t = translator(locale, 'backups')
  const heads = ['at', 'result', 'backup', 'rows', 'logRecords', 'took'] as const
  return (
    <DenseTable
      caption={t('drills.title')}
      heads={heads.map((head) => t(`columns.${head}`))}
      rows={drills.map((one) => {
        const dataOf = one.changesMadeAt ?? one.madeAt
        const state = one.result === 'passed' ? 'kept' : 'broken'
        return {
          key: one.drillId,
          head: <time dateTime={one.at.toISOString()}>{shortMoment(locale, one.at)}</time>,
          cells: [
            {
              value: (
                <span className={`inline-flex items-baseline gap-2 ${stateColour[state]}`}>
                  <StateMark state={state} />
                  <span>
                    {t(`results.${one.result}`)}
                    {one.boot ? (
                      <span className="block text-small text-soft">{t(`boots.${one.boot}`)}</span>
                    ) : null}
                  </span>
                </span>
              ),
            },
            {
              label: t('columns.backup'),
              value: dataOf ? shortMoment(locale, dataOf) : '–',
              short: true,
            },
            { value: t('rowsInTables', { rows: one.rows, tables: one.tables }), short: true },
            { label: t('columns.logRecords'), value: one.logRecords, short: true },
            { label: t('columns.took'), value: t('seconds', { count: seconds(one.tookMs) }), short: true },
          ],
        }
      })}
    />
  )
}
