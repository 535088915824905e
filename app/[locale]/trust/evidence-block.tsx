import { EvidenceLine } from '#components/clause/evidence-line.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import { summaryLook } from '#components/ui/summary-look.ts'
import { evidence } from '#domain/assurance/rules/evidence.ts'
import { unjudged } from '#domain/assurance/rules/judge.ts'
import type { Series } from '#domain/assurance/rules/series.ts'
import type { EvidenceView } from '#domain/assurance/trust/read-trust.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { checkCommands } from '../../_server/texts/check-commands.ts'
import { evidencePhases, figureTexts } from '../../_server/texts/evidence-texts.ts'
import { CommandBlock } from './command-block.tsx'
import { SeriesChart, SeriesTable } from './series-chart.tsx'

type Props = {
  given: { locale: Locale; appUrl: string; now: Date }
  view: EvidenceView
  series: Series | undefined
}

/** One evidence: what it says, and behind a fold its figures, its times, its rule, and how to check it. */
export function EvidenceBlock({ given: { locale, appUrl, now }, view, series }: Props) {
  const { id, kind, from, measuredAt, expiresAt, sha256, withheld } = view
  const t = translator(locale, 'trust')
  const checks = checkCommands(appUrl, view)
  const { watched, everyHours } = evidence[id]
  const every = watched ? 'watched' : (String(everyHours) as '6' | '24')
  const measured =
    measuredAt && expiresAt
      ? [
          ...(from
            ? [
                {
                  term: t('facts.period'),
                  value: t('facts.periodText', {
                    from: longDate(locale, from),
                    to: longDate(locale, measuredAt),
                  }),
                },
              ]
            : []),
          {
            term: t('facts.measured'),
            value: t('facts.measuredText', {
              at: longMoment(locale, measuredAt),
              every: t(`every.${every}`),
            }),
          },
          { term: t('facts.expires'), value: longMoment(locale, expiresAt) },
          ...(series && !unjudged.includes(kind)
            ? [{ term: t('facts.lastBroken'), value: lastBrokenText(locale, series) }]
            : []),
        ]
      : []
  const hash = sha256
    ? [{ term: t('facts.hash'), value: <Fingerprint hex={sha256} />, note: t('facts.hashNote') }]
    : []
  const red = {
    term: t('facts.madeRed'),
    value: view.madeRedOn ? longDate(locale, view.madeRedOn) : t('facts.neverRed'),
    ...(view.madeRedOn ? { note: t('facts.madeRedNote') } : {}),
  }
  const facts = [
    { term: t('facts.counts'), value: t(`counts.${kind}`) },
    { term: t('facts.rule'), value: t(`rules.${kind}`) },
    ...(withheld ? [{ term: t('facts.figures'), value: t('facts.withheld') }] : []),
    ...(view.figures ? [{ term: t('facts.figures'), value: <Figures locale={locale} view={view} /> }] : []),
    ...measured,
    ...hash,
    red,
  ]
  return (
    <div className="trust-evidence">
      <h4 className="font-ui text-small font-semibold tracking-normal">{t(`titles.${id}`)}</h4>
      <p className="text-small">
        <EvidenceLine phases={evidencePhases(locale, [view], now)} />
      </p>
      {series && measuredAt ? <SeriesChart locale={locale} series={series} /> : null}
      <details className="text-small">
        <summary className={`${summaryLook} py-1.5`}>{t('more')}</summary>
        <div className="pt-2 pb-4">
          <FactList facts={facts} />
          {series && measuredAt ? <SeriesTable locale={locale} series={series} /> : null}
          {checks.length > 0 ? (
            <>
              <h5 className="mt-4 font-ui text-small font-semibold tracking-normal">{t('check.title')}</h5>
              {checks.map(({ name, command }) => (
                <CommandBlock key={name} text={t(`check.${name}`)} command={command} />
              ))}
            </>
          ) : null}
        </div>
      </details>
    </div>
  )
}

function lastBrokenText(locale: Locale, { firstOn, lastBrokenOn }: Series): string {
  if (lastBrokenOn) return longDate(locale, lastBrokenOn)
  return firstOn ? translator(locale, 'trust')('facts.notBroken', { since: longDate(locale, firstOn) }) : '–'
}

/** The figures, each with its name. */
function Figures({ locale, view: { kind, figures } }: { locale: Locale; view: EvidenceView }) {
  return (
    <table className="w-full max-w-96 text-left">
      <tbody>
        {figureTexts(locale, kind, figures).map(({ name, label, text }) => (
          <tr key={name} className="border-b border-rule">
            <th scope="row" className="py-1 pr-4 font-normal">
              {label}
            </th>
            <td className="py-1 text-right tabular-nums">{text}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
