import { ChartPatterns } from '#components/charts/bars.tsx'
import { Chart } from '#components/charts/chart.tsx'
import { purposeCodes } from '#db/schema/consent-codes.ts'
import type { DecisionCount } from '#domain/integrations/keys/read-decision-counts.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** What programs asked about, by purpose and by what they were told. */
export function DecisionsChart({ locale, counts }: { locale: Locale; counts: readonly DecisionCount[] }) {
  const t = translator(locale, 'integrations')
  const purposes = translator(locale, 'purposes')
  const number = new Intl.NumberFormat(locale)
  const rows = counts.map(({ purpose, allowed, refused }) => {
    const known = purposeCodes.find((code) => code === purpose)
    return { key: purpose, label: known ? purposes(`${known}.title`) : purpose, allowed, refused }
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
