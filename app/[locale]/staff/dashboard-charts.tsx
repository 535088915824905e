import { ChartPatterns, type Fill } from '#components/charts/bars.tsx'
import { Chart } from '#components/charts/chart.tsx'
import { requestKinds } from '#db/schema/request-codes.ts'
import type { Dashboard } from '#domain/requests/queue/staff-request-views.ts'
import { monthAndYear } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { rightTitle } from './requests/queue-texts.ts'

type Age = Dashboard['open'][number]['age']

// The most urgent bar gets the strongest fill.
const fills: readonly { age: Age; fill: Fill }[] = [
  { age: 'overdue', fill: 'solid' },
  { age: 'last-day', fill: 'crossed' },
  { age: 'second-half', fill: 'striped' },
  { age: 'first-half', fill: 'open' },
  { age: 'no-deadline', fill: 'dotted' },
]

/** What is open, by right and by how much of the term has passed. */
export function OpenChart({ locale, open }: { locale: Locale; open: Dashboard['open'] }) {
  const t = translator(locale, 'staffDashboard')
  const number = new Intl.NumberFormat(locale)
  const rows = requestKinds.map((kind) => {
    const counts = fills.map(
      ({ age }) => open.find((one) => one.kind === kind && one.age === age)?.count ?? 0,
    )
    return { kind, label: rightTitle(locale, kind), counts, total: counts.reduce((a, b) => a + b, 0) }
  })
  return (
    <section>
      <h2 className="font-ui text-body tracking-normal">{t('open.title')}</h2>
      <ChartPatterns />
      <Chart
        caption={t('open.caption')}
        legend={fills.map(({ age, fill }) => ({ fill, word: t(`ages.${age}`) }))}
        rows={rows.map(({ kind, label, counts, total }) => ({
          key: kind,
          label,
          says: number.format(total),
          parts: fills.map(({ fill }, index) => ({ fill, value: counts[index] ?? 0 })),
        }))}
        table={{
          summary: t('table'),
          head: [t('open.right'), ...fills.map(({ age }) => t(`ages.${age}`)), t('open.total')],
          rows: rows.map(({ label, counts, total }) => [
            label,
            ...counts.map((count) => number.format(count)),
            number.format(total),
          ]),
        }}
      />
    </section>
  )
}

type AnsweredProps = { locale: Locale } & Pick<Dashboard, 'month' | 'months'>

/** What was closed in time, this month in words and the last months as bars. */
export function AnsweredChart({ locale, month, months }: AnsweredProps) {
  const t = translator(locale, 'staffDashboard')
  const number = new Intl.NumberFormat(locale)
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const total = month.inTime + month.late
  const rows = months.map((one) => ({
    ...one,
    label: monthAndYear(locale, one.month),
    total: one.inTime + one.late,
  }))
  return (
    <section>
      <h2 className="font-ui text-body tracking-normal">{t('month.title')}</h2>
      <p className="mt-1 font-semibold">
        {total === 0
          ? t('month.empty')
          : t('month.sentence', { inTime: number.format(month.inTime), total: number.format(total) })}
      </p>
      <Chart
        caption={t('month.caption')}
        legend={[
          { fill: 'kept', word: t('month.inTime') },
          { fill: 'late', word: t('month.late') },
        ]}
        rows={rows.map((one) => ({
          key: one.month,
          label: one.label,
          says: one.total === 0 ? '–' : `${number.format(one.inTime)} / ${number.format(one.total)}`,
          parts: [
            { fill: 'kept', value: one.inTime },
            { fill: 'late', value: one.late },
          ],
        }))}
        table={{
          summary: t('table'),
          head: [t('month.month'), t('month.inTime'), t('month.late'), t('month.share')],
          rows: rows.map((one) => [
            one.label,
            number.format(one.inTime),
            number.format(one.late),
            one.total === 0 ? '–' : share.format(one.inTime / one.total),
          ]),
        }}
      />
    </section>
  )
}
