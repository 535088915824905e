import { DenseTable } from '#components/staff/dense-table.tsx'
import type { RecentWithdrawal } from '#domain/consent/overview/recent-withdrawals.ts'
import { origins } from '#domain/consent/rules/choice-schemas.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { shortMoment } from '#i18n/dates.ts'
import { isLocale, type Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; titles: ChoiceTitles; recent: readonly RecentWithdrawal[] }

/** What was withdrawn lately and from where; nobody is named. */
export function Withdrawals({ locale, titles, recent }: Props) {
  const t = translator(locale, 'consentState')
  if (recent.length === 0) return <p className="text-soft">{t('recent.none')}</p>
  const heads = ['when', 'choice', 'where', 'language'] as const
  return (
    <DenseTable
      caption={t('recent.title')}
      heads={heads.map((head) => t(`recent.${head}`))}
      rows={recent.map((one) => ({
        key: one.eventId,
        head: <time dateTime={one.recordedAt}>{shortMoment(locale, one.recordedAt)}</time>,
        cells: [
          { value: choiceTitle(locale, one, titles) },
          { label: t('recent.where'), value: placeOf(locale, one.origin) },
          { label: t('recent.language'), value: languageOf(locale, one.locale) },
        ],
      }))}
    />
  )
}

function placeOf(locale: Locale, origin: string) {
  const words = translator(locale, 'history')
  const known = origins.find((one) => one === origin)
  if (known === 'request') return translator(locale, 'people')('history.request')
  return known
    ? words(`origins.${known}`)
    : `${words('origins.platform')}: ${origin.replace(/^platform:/, '')}`
}

const languageOf = (locale: Locale, language: string) =>
  isLocale(language) ? translator(locale, 'history')(`languages.${language}`) : language
