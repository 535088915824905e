import type { ClearanceRecord } from '#domain/staff/clearances/read-register.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; records: readonly ClearanceRecord[] }

/** Everything that was recorded of a member, the newest first, with its document. */
export function RecordList({ locale, records }: Props) {
  const t = translator(locale, 'training')
  if (records.length === 0) return <p className="text-soft">{t('noRecords')}</p>
  return (
    <ul className="space-y-5">
      {records.map((record) => {
        const { clearanceId, kind, doneOn, until, counts, document, recordedBy, recordedAt } = record
        const at = longMoment(locale, recordedAt)
        return (
          <li key={clearanceId} className={counts ? '' : 'text-soft'}>
            <p className="font-semibold">
              {t(`kinds.${kind}`)}
              {': '}
              {doneOn ? longDate(locale, doneOn) : t('ended')}
            </p>
            <p className="text-small">
              {counts ? t('counts') : doneOn && !document?.size ? t('notHere') : t('replaced')}
              {until ? ` · ${t('until', { day: longDate(locale, until) })}` : ''}
            </p>
            <Document locale={locale} record={record} />
            <p className="text-small text-soft">
              {recordedBy ? t('recordedBy', { name: recordedBy, at }) : t('recordedAt', { at })}
            </p>
          </li>
        )
      })}
    </ul>
  )
}

function Document({ locale, record }: { locale: Locale; record: ClearanceRecord }) {
  const t = translator(locale, 'training')
  const { clearanceId, document } = record
  if (!document) return null
  return (
    <p className="text-small break-words">
      {document.size === null ? null : (
        <a href={`/${locale}/staff/registers/training/files/${clearanceId}`}>{t('file')}</a>
      )}
      <span className="block break-all text-soft">SHA-256: {document.sha256}</span>
    </p>
  )
}
