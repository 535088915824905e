import { TimeBars } from '#components/charts/time-bars.tsx'
import { translator } from '#i18n/translator.ts'
import { type ChartProps, ChartSection, momentsOf, numberOf } from './chart-section.tsx'
import { figuresOf } from './statistics-figures.ts'

/** Requests whose term ended, by month. */
export function RequestsChart({ locale, statistics, download }: ChartProps) {
  const t = translator(locale, 'staffStatistics')
  const format = numberOf(locale)
  const { months, requests } = statistics
  const isWithheld = requests.some(({ inTime }) => inTime === null)
  return (
    <ChartSection locale={locale} chart="requests" download={download}>
      <TimeBars
        caption={t('requests.caption')}
        moments={momentsOf(locale, months)}
        series={[
          {
            key: 'inTime',
            fill: 'kept',
            word: t('requests.inTime'),
            values: requests.map(({ inTime }) => inTime),
          },
          // A month that is withheld has one mark.
          {
            key: 'late',
            fill: 'late',
            word: t('requests.late'),
            values: requests.map(({ late }) => late ?? 0),
          },
          {
            key: 'overdue',
            fill: 'solid',
            word: t('requests.overdue'),
            values: requests.map(({ overdue }) => overdue ?? 0),
          },
        ]}
        withheldWord={isWithheld ? t('withheldLegend') : undefined}
        says={requests.map(({ inTime, late, overdue }) => {
          const sum = (inTime ?? 0) + (late ?? 0) + (overdue ?? 0)
          return sum === 0 ? '' : format(sum)
        })}
        formatNumber={format}
        table={{
          summary: t('table'),
          ...figuresOf('requests', { locale, statistics, format }, 'purpose'),
        }}
      />
    </ChartSection>
  )
}

/** Letters that were taken by the mail server or given up, by month. */
export function MailChart({ locale, statistics, download }: ChartProps) {
  const t = translator(locale, 'staffStatistics')
  const format = numberOf(locale)
  const { months, mail } = statistics
  return (
    <ChartSection locale={locale} chart="mail" download={download}>
      <TimeBars
        caption={t('mail.caption')}
        moments={momentsOf(locale, months)}
        series={[
          { key: 'sent', fill: 'striped', word: t('mail.sent'), values: mail.map(({ sent }) => sent) },
          {
            key: 'givenUp',
            fill: 'late',
            word: t('mail.givenUp'),
            values: mail.map(({ givenUp }) => givenUp),
          },
        ]}
        says={mail.map(({ sent, givenUp }) => (sent + givenUp === 0 ? '' : format(sent + givenUp)))}
        formatNumber={format}
        table={{ summary: t('table'), ...figuresOf('mail', { locale, statistics, format }, 'purpose') }}
      />
    </ChartSection>
  )
}

/** Hours in which systems failed, by month. */
export function SystemsChart({ locale, statistics, download }: ChartProps) {
  const t = translator(locale, 'staffStatistics')
  const format = numberOf(locale)
  const { months, systems } = statistics
  const hours = months.map((_, at) => systems.reduce((sum, one) => sum + (one.hours[at] ?? 0), 0))
  if (systems.length === 0)
    return (
      <ChartSection locale={locale} chart="systems" download={null}>
        <p className="text-soft">{t('systems.none')}</p>
      </ChartSection>
    )
  return (
    <ChartSection locale={locale} chart="systems" download={download}>
      {hours.every((value) => value === 0) ? <p className="pb-2 text-soft">{t('systems.empty')}</p> : null}
      <TimeBars
        caption={t('systems.caption')}
        moments={momentsOf(locale, months)}
        series={[{ key: 'hours', fill: 'crossed', word: t('systems.hours'), values: hours }]}
        says={hours.map((value) => (value === 0 ? '' : format(value)))}
        formatNumber={format}
        table={{ summary: t('table'), ...figuresOf('systems', { locale, statistics, format }, 'purpose') }}
      />
    </ChartSection>
  )
}
