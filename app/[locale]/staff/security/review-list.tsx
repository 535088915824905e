import type { AccessReview } from '#domain/staff/access-review/read-review.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { quarterTitle } from '#i18n/quarter-title.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; reviews: AccessReview['reviews'] }

/** Complete reviews, the newest first. */
export function ReviewList({ locale, reviews }: Props) {
  const t = translator(locale, 'security')
  if (reviews.length === 0) return <p className="text-soft">{t('reviews.none')}</p>
  return (
    <ul className="space-y-2">
      {reviews.map(({ period, completedAt, completedBy }) => (
        <li key={period}>
          <span className="font-semibold">{quarterTitle(locale, period)}</span>
          <span className="block text-small text-soft">
            {t('reviews.by', { name: completedBy, day: longDate(locale, completedAt) })}
          </span>
        </li>
      ))}
    </ul>
  )
}
