import { EvidenceLine } from '#components/clause/evidence-line.tsx'
import type { ClauseView } from '#domain/assurance/trust/read-trust.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { evidencePhases } from '../../_server/texts/evidence-texts.ts'

type Props = { locale: Locale; view: ClauseView; now: Date }

/** Beside a clause: what its evidence says together, in one line that opens to each of them. */
export function ClauseEvidence({ locale, view: { clause, evidence }, now }: Props) {
  const t = translator(locale, 'trust')
  if (evidence.length === 0) return <span className="text-soft">{t('notYet')}</span>
  return (
    <details className="clause-evidence">
      <summary>
        <EvidenceLine phases={evidencePhases(locale, evidence, now)} />
      </summary>
      <ul>
        {evidence.map((one) => (
          <li key={one.id}>
            <b className="font-semibold">{t(`titles.${one.id}`)}</b>
            {evidence.length > 1 ? (
              <span className="block">
                <EvidenceLine phases={evidencePhases(locale, [one], now)} />
              </span>
            ) : null}
            <span className="block text-soft">{t(`counts.${one.kind}`)}</span>
          </li>
        ))}
      </ul>
      <a href={`/${locale}/trust#${clause}`}>{t('more')}</a>
    </details>
  )
}
