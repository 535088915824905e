import type { ReviewDecision } from '#domain/staff/access-review/read-review.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Props = { locale: Locale; decisions: readonly ReviewDecision[] }

/** What was decided about which role, why, and who decided. */
export function DecisionList({ locale, decisions }: Props) {
  const t = translator(locale, 'security')
  const staff = translator(locale, 'staff')
  return (
    <ul className="space-y-4">
      {decisions.map((one) => (
        <li key={`${one.staffId} ${one.role}`} className="max-w-measure">
          <p className="font-semibold">
            {one.member}
            {', '}
            {staff(`roles.${one.role}`)}
            {': '}
            {t(`review.decided${one.decision === 'taken' ? 'Taken' : 'Confirmed'}`)}
          </p>
          <p className="break-words whitespace-pre-line">{one.reason}</p>
          <p className="text-small text-soft">
            {t('decisions.by', { name: one.decidedBy, at: longMoment(locale, one.decidedAt) })}
          </p>
        </li>
      ))}
    </ul>
  )
}
