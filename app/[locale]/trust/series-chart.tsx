import { EvidenceStrip } from '#components/charts/evidence-strip.tsx'
import { evidenceStates } from '#domain/assurance/rules/judge.ts'
import type { Series } from '#domain/assurance/rules/series.ts'
import { monthAndYear } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; series: Series }

/** Twelve months of an evidence as a small chart. What it shows is in the table. */
export function SeriesChart({ locale, series: { weeks } }: Props) {
  const ends = [weeks[0], weeks.at(-1)].flatMap((week) => (week ? [monthAndYear(locale, week.from)] : []))
  return (
    <div aria-hidden="true" className="mt-2 max-w-[28rem]">
      <EvidenceStrip weeks={weeks} />
      <p className="flex justify-between text-[0.75rem] text-soft">
        {ends.map((end) => (
          <span key={end}>{end}</span>
        ))}
      </p>
    </div>
  )
}

const columns = evidenceStates.filter((state) => state !== 'unknown')

/** The same by month: on how many days the value said what, and on how many there was none. */
export function SeriesTable({ locale, series: { months } }: Props) {
  const t = translator(locale, 'trust')
  const cell = 'py-1 pr-5 tabular-nums whitespace-nowrap'
  return (
    <>
      <p className="mt-4">
        <b className="font-semibold">{t('chart.table')}</b>
        <span className="block text-soft">{t('chart.caption')}</span>
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a region each would bury the page's landmarks */}
      <div
        role="group"
        aria-label={t('chart.table')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard (WCAG 2.1.1)
        tabIndex={0}
        className="relative mt-1 overflow-x-auto"
      >
        <table className="border-collapse text-left">
          <thead>
            <tr className="border-b border-rule">
              <th scope="col" className={`${cell} font-semibold`}>
                {t('chart.month')}
              </th>
              {columns.map((state) => (
                <th key={state} scope="col" className={`${cell} font-semibold`}>
                  {t(`states.${state}`)}
                </th>
              ))}
              <th scope="col" className={`${cell} font-semibold`}>
                {t('chart.without')}
              </th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, days, without }) => (
              <tr key={month} className="border-b border-rule">
                <th scope="row" className={`${cell} font-normal`}>
                  {monthAndYear(locale, month)}
                </th>
                {columns.map((state) => (
                  <td key={state} className={cell}>
                    {days[state] ?? '–'}
                  </td>
                ))}
                <td className={cell}>{without || '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
