import type { ReviewReminder } from '#domain/staff/access-review/remind-review.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells a reviewer by when the roles of this quarter must be reviewed, or that the last quarter's were not. */
export function reviewReminderMessage(
  { locale, pending, overdue, dueOn }: Omit<ReviewReminder, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const named = { count: pending, day: longDate(locale, dueOn) }
  return renderMail({
    locale,
    subject: overdue ? t('review.overdueSubject') : t('review.subject'),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      { kind: 'text', text: overdue ? t('review.overdue', named) : t('review.text', named) },
      {
        kind: 'link',
        label: t('review.link'),
        button: t('review.button'),
        href: `${portal.appUrl}/${locale}/staff/security`,
      },
    ],
  })
}
