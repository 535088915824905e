import type { ReactNode } from 'react'
import type { ChartMoment } from '#components/charts/chart-frame.tsx'
import { CsvDownload } from '#components/staff/csv-download.tsx'
import type { ExportedChart } from '#domain/assurance/statistics/export-statistics.ts'
import type { Statistics } from '#domain/assurance/statistics/read-statistics.ts'
import { shortMonth } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** What every chart of the page is given. `download` is null where the reader may not. */
export type ChartProps = {
  locale: Locale
  statistics: Statistics
  download: { action: string; confirmFirst: string | null } | null
}

type Props = Pick<ChartProps, 'locale' | 'download'> & {
  chart: ExportedChart
  /** Fields of the form of the file besides the chart. */
  fields?: Record<string, string>
  children: ReactNode
}

export function ChartSection({ locale, chart, download, fields, children }: Props) {
  const t = translator(locale, 'staffStatistics')
  const title = t(`${chart}.title`)
  return (
    <section id={chart} aria-labelledby={`${chart}-title`} className="border-t border-rule pt-6 pb-12">
      <h2 id={`${chart}-title`} className="pb-2 text-part leading-[1.25] lg:text-[1.3125rem]">
        {title}
      </h2>
      {children}
      {download ? (
        <CsvDownload
          {...download}
          fields={{ chart, ...fields }}
          label={t('csv.get')}
          about={t('csv.of', { chart: title })}
        >
          {t('csv.note')} {download.confirmFirst === null ? null : t('csv.code')}
        </CsvDownload>
      ) : null}
    </section>
  )
}

export const momentsOf = (locale: Locale, months: readonly string[]): ChartMoment[] =>
  months.map((month) => ({ key: month, short: shortMonth(locale, month), year: month.slice(0, 4) }))

export const numberOf = (locale: Locale) => {
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  return (value: number) => format.format(value)
}
