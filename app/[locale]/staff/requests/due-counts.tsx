import { StateMark, stateColour } from '#components/ui/state-mark.tsx'
import type { QueueCounts } from '#domain/requests/queue/staff-request-views.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { atLeast } from '#platform/counted.ts'

export function DueCounts({ locale, counts }: { locale: Locale; counts: QueueCounts }) {
  const t = translator(locale, 'staffDashboard')
  const at = (query: string) => `/${locale}/staff/requests${query}`
  const { overdue, dueToday, unassigned } = counts
  const { open } = counts.groups
  const item = 'inline-flex min-h-9 items-center gap-1.5'
  return (
    <ul className="flex flex-wrap gap-x-6 text-body">
      <li>
        {overdue > 0 ? (
          <a className={`${item} font-semibold ${stateColour.broken}`} href={at('?due=overdue')}>
            <StateMark state="broken" />
            {atLeast(overdue)}
            {t('counts.overdue', { count: overdue })}
          </a>
        ) : (
          <span className={item}>{t('counts.overdue', { count: 0 })}</span>
        )}
      </li>
      <li>
        {dueToday > 0 ? (
          <a className={`${item} font-semibold ${stateColour.due}`} href={at('?due=today')}>
            <StateMark state="due" />
            {atLeast(dueToday)}
            {t('counts.today', { count: dueToday })}
          </a>
        ) : (
          <span className={item}>{t('counts.today', { count: 0 })}</span>
        )}
      </li>
      <li>
        {unassigned > 0 ? (
          <a className={item} href={at('?assigned=nobody')}>
            {atLeast(unassigned)}
            {t('counts.unassigned', { count: unassigned })}
          </a>
        ) : (
          <span className={item}>{t('counts.unassigned', { count: 0 })}</span>
        )}
      </li>
      <li>
        <span className={item}>
          {atLeast(open)}
          {t('counts.open', { count: open })}
        </span>
      </li>
    </ul>
  )
}
