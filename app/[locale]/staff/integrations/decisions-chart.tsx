import { ChartPatterns } from '#components/charts/bars.tsx'
import { Chart } from '#components/charts/chart.tsx'
import type { DecisionCount } from '#domain/integrations/keys/read-decision-counts.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; counts: readonly DecisionCount[]; titles: ChoiceTitles }

/** What programs asked about, by purpose and by what they were told. */
export function DecisionsChart({ locale, counts, titles }: Props) {
  const t = translator(locale, 'integrations')
  const number = new Intl.NumberFormat(locale)
  const rows = counts.map(({ purpose, allowed, refused }) => {
    const label = choiceTitle(locale, { purpose, topic: '', channel: '' }, titles)
    return { key: purpose, label, allowed, refused }
  })
  return (
    <>
      <ChartPatterns />
      <Chart
        caption={t('decisions.caption')}
        legend={[
          { fill: 'kept', word: t('decisions.yes') },
          { fill: 'striped', word: t('decisions.no') },
        ]}
        rows={rows.map(({ key, label, allowed, refused }) => ({
          key,
          label,
          parts: [
            { fill: 'kept', value: allowed },
            { fill: 'striped', value: refused },
          ],
          says: number.format(allowed + refused),
        }))}
        table={{
          summary: t('decisions.table'),
          head: [t('decisions.purpose'), t('decisions.yes'), t('decisions.no'), t('decisions.total')],
          rows: rows.map(({ label, allowed, refused }) => [
            label,
            ...[allowed, refused, allowed + refused].map((count) => number.format(count)),
          ]),
        }}
      />
    </>
  )
}
