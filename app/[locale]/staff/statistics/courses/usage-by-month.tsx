import { TimeLines } from '#components/charts/time-lines.tsx'
import type { UsageMeasure } from '#domain/fulfilment/rules/usage.ts'
import type { UsageView } from '#domain/fulfilment/usage/read-usage.ts'
import { monthAndYear } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { averageText, peopleText, usageNumber } from './usage-texts.ts'

type Props = { locale: Locale; view: UsageView; group: string }

const drawn = ['active', 'enrolled', 'completed', 'tested', 'passed'] as const
const listed: readonly UsageMeasure[] = ['active', 'enrolled', 'progressed', 'completed', 'tested', 'passed']

/** Twelve months of one course, or of all: people by month, and the same as a table. */
export function UsageByMonth({ locale, view, group }: Props) {
  const t = translator(locale, 'courseUsage')
  const { months, cell } = view
  const isWithheld = drawn.some((measure) =>
    months.some((month) => cell(measure, group, month).people === null),
  )
  return (
    <TimeLines
      caption={t('caption')}
      moments={months.map((month, at) => ({
        key: month,
        short: month.slice(5),
        ...((at === 0 || month.endsWith('-01')) && { year: month.slice(0, 4) }),
      }))}
      series={drawn.map((measure) => ({
        key: measure,
        word: t(`measures.${measure}`),
        values: months.map((month) => cell(measure, group, month).people),
      }))}
      withheldWord={isWithheld ? t('hole') : undefined}
      formatNumber={(value) => usageNumber(locale, value)}
      table={{
        summary: t('table'),
        head: [
          t('month'),
          ...listed.map((measure) => t(`measures.${measure}`)),
          t('averages.tested'),
          t('averages.progressed'),
        ],
        rows: months.map((month) => [
          monthAndYear(locale, month),
          ...listed.map((measure) => peopleText(locale, cell(measure, group, month))),
          averageText(locale, cell('tested', group, month)),
          averageText(locale, cell('progressed', group, month)),
        ]),
      }}
    />
  )
}
