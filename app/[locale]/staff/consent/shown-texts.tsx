import { DenseTable } from '#components/staff/dense-table.tsx'
import { Fingerprint } from '#components/ui/fingerprint.tsx'
import type { TextRow } from '#domain/assurance/consents/consent-table.ts'
import type { CurrentConsentText } from '#domain/consent/texts/consent-texts.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { peopleCell } from './people-cell.ts'

type Props = {
  locale: Locale
  titles: ChoiceTitles
  current: readonly CurrentConsentText[]
  rows: readonly TextRow[]
}

/** The text of each purpose and topic that is shown today, and how many consents stand under it and under those before it. */
export function ShownTexts({ locale, titles, current, rows }: Props) {
  const t = translator(locale, 'consentState')
  if (current.length === 0) return <p className="text-soft">{t('texts.none')}</p>
  const heads = ['text', 'version', 'consents', 'sha256'] as const
  return (
    <DenseTable
      caption={t('texts.title')}
      heads={heads.map((head) => t(`texts.${head}`))}
      rows={current.map((text) => ({
        key: `${text.purpose}/${text.topic}`,
        head: choiceTitle(locale, { ...text, channel: '' }, titles),
        cells: [
          { label: t('texts.version'), value: text.version, short: true },
          {
            label: t('texts.consents'),
            value: (
              <Consents
                locale={locale}
                current={text.version}
                rows={rows.filter((one) => one.purpose === text.purpose && one.topic === text.topic)}
              />
            ),
          },
          { label: t('texts.sha256'), value: <Fingerprint hex={text.sha256} /> },
        ],
      }))}
    />
  )
}

function Consents({ locale, current, rows }: { locale: Locale; current: number; rows: readonly TextRow[] }) {
  const t = translator(locale, 'consentState')
  if (rows.length === 0) return '0'
  return (
    <ul>
      {rows.map(({ textVersion, policyVersions, people }) => (
        <li key={textVersion}>
          <span className="tabular-nums">{peopleCell(locale, people)}</span>{' '}
          <span className="text-soft">
            {textVersion > 0
              ? t(textVersion === current ? 'texts.thisVersion' : 'texts.oldVersion', {
                  version: textVersion,
                  policy: policyVersions.join(', '),
                })
              : t('texts.elsewhere')}
          </span>
        </li>
      ))}
    </ul>
  )
}
