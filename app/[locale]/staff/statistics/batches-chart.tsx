import { Chart } from '#components/charts/chart.tsx'
import { BATCH_FROM } from '#domain/assurance/statistics/message-batches.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { dayRange } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type ChartProps, ChartSection, numberOf } from './chart-section.tsx'
import { batchFigures } from './statistics-figures.ts'

/** Withdrawals in the week of each batch of messages, beside those of the week before. */
export function BatchesChart({ locale, statistics, download }: ChartProps) {
  const t = translator(locale, 'staffStatistics')
  const format = numberOf(locale)
  const { batches } = statistics
  if (batches.length === 0)
    return (
      <ChartSection locale={locale} chart="batches" download={null}>
        <p className="text-soft">{t('batches.empty')}</p>
      </ChartSection>
    )
  const figures = batchFigures({ locale, statistics, format })
  return (
    <ChartSection locale={locale} chart="batches" download={download}>
      <Chart
        caption={t('batches.caption', { count: format(BATCH_FROM) })}
        legend={[{ fill: 'crossed', word: t('batches.legend') }]}
        rows={batches.map(({ topic, channel, from, to, after }, at) => {
          const [, , , , before = '', now = ''] = figures.rows[at] ?? []
          return {
            key: `${from} ${topic} ${channel}`,
            label: (
              <>
                {t('batches.row', {
                  days: dayRange(locale, from, to),
                  choice: choiceTitle(
                    locale,
                    { purpose: 'communication', topic, channel },
                    statistics.titles,
                  ),
                })}
                <span className="block text-soft">{t('batches.weekBefore', { before })}</span>
              </>
            ),
            parts: [{ fill: 'crossed' as const, value: after ?? 0 }],
            says: now,
          }
        })}
        table={{ summary: t('table'), ...figures }}
      />
    </ChartSection>
  )
}
