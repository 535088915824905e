import { mostOf } from '#components/charts/plan-chart.ts'
import { TimeBars, TimeBarsLegend } from '#components/charts/time-bars.tsx'
import { MOST_LINES, TimeLines } from '#components/charts/time-lines.tsx'
import { type ChoiceDimension, choiceDimensions } from '#domain/consent/daily-counts/read-choice-counts.ts'
import { translator } from '#i18n/translator.ts'
import { type ChartProps, ChartSection, momentsOf, numberOf } from './chart-section.tsx'
import { choiceFigures, dimensionTitle } from './statistics-figures.ts'

type Props = ChartProps & { by: ChoiceDimension; here: string }

/** Consents that were given and withdrawn, by month: by purpose, topic, channel or language. */
export function ChoicesCharts({ locale, statistics, download, by, here }: Props) {
  const t = translator(locale, 'staffStatistics')
  const { choices } = statistics
  return (
    <ChartSection locale={locale} chart="choices" download={download} fields={{ by }}>
      <nav aria-label={t('choices.nav')} className="print:hidden">
        <ul className="flex flex-wrap gap-x-6">
          {choiceDimensions.map((one) => (
            <li key={one}>
              <a
                className="menu-link"
                href={`${here}?by=${one}#choices`}
                aria-current={one === by ? 'true' : undefined}
              >
                {t(`choices.by.${one}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {choices.length === 0 ? <p className="mt-3 text-soft">{t('choices.empty')}</p> : null}
      {choices.length === 0 ? null : by === 'language' && choices.length <= MOST_LINES ? (
        <ByLanguage locale={locale} statistics={statistics} />
      ) : (
        <SideBySide locale={locale} statistics={statistics} by={by} />
      )}
    </ChartSection>
  )
}

function SideBySide({ locale, statistics, by }: Pick<Props, 'locale' | 'statistics' | 'by'>) {
  const t = translator(locale, 'staffStatistics')
  const format = numberOf(locale)
  const { months, choices } = statistics
  const charts = choices.map(({ of, given, withdrawn }) => ({
    of,
    series: [
      { key: 'given', fill: 'striped' as const, word: t('choices.given'), values: given },
      {
        key: 'withdrawn',
        fill: 'crossed' as const,
        word: t('choices.withdrawn'),
        values: withdrawn,
        below: true,
      },
    ],
  }))
  const each = charts.map(({ series }) => mostOf(months, series))
  const most = {
    above: Math.max(...each.map(({ above }) => above)),
    below: Math.max(...each.map(({ below }) => below)),
  }
  const isWithheld = charts.some(({ series }) => series.some(({ values }) => values.includes(null)))
  return (
    <>
      <p className="mt-3 max-w-measure text-small text-soft">{t('choices.caption')}</p>
      <TimeBarsLegend
        series={charts[0]?.series ?? []}
        withheldWord={isWithheld ? t('withheldLegend') : undefined}
      />
      <div className="grid grid-cols-1 gap-x-10 gap-y-8 lg:grid-cols-2">
        {charts.map(({ of, series }) => (
          <TimeBars
            key={of}
            caption={
              <span className="mb-4 block font-semibold text-ink">
                {dimensionTitle({ locale, statistics }, by, of)}
              </span>
            }
            moments={momentsOf(locale, months)}
            series={series}
            hasNoLegend
            most={most}
            formatNumber={format}
            table={{ summary: t('table'), ...choiceFigures({ locale, statistics, format }, by, of) }}
          />
        ))}
      </div>
    </>
  )
}

function ByLanguage({ locale, statistics }: Pick<Props, 'locale' | 'statistics'>) {
  const t = translator(locale, 'staffStatistics')
  const format = numberOf(locale)
  const { months, choices } = statistics
  const titles = { given: t('choices.givenTitle'), withdrawn: t('choices.withdrawnTitle') }
  return (
    <>
      <p className="mt-3 max-w-measure text-small text-soft">{t('choices.languageCaption')}</p>
      <div className="mt-4 grid grid-cols-1 gap-y-8">
        {(['given', 'withdrawn'] as const).map((which) => (
          <TimeLines
            key={which}
            caption={<span className="font-semibold text-ink">{titles[which]}</span>}
            moments={momentsOf(locale, months)}
            series={choices.map((one) => ({
              key: one.of,
              word: dimensionTitle({ locale, statistics }, 'language', one.of),
              values: one[which],
            }))}
            withheldWord={choices.some((one) => one[which].includes(null)) ? t('hole') : undefined}
            formatNumber={format}
            table={{ summary: t('table'), ...choiceFigures({ locale, statistics, format }, 'language') }}
          />
        ))}
      </div>
    </>
  )
}
