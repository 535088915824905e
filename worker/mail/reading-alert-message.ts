import type { ReadingAlertMail } from '#domain/staff/reading-alerts/raise-alerts.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells a security officer that a member of staff opened unusually many persons' records. */
export function readingAlertMessage(
  { locale, member, day, opened, usual }: Omit<ReadingAlertMail, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    subject: t('readingAlert.subject', { name: member }),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      {
        kind: 'text',
        text: t('readingAlert.text', { name: member, day: longDate(locale, day), count: opened, usual }),
      },
      { kind: 'text', text: t('readingAlert.working') },
      {
        kind: 'link',
        label: t('readingAlert.link'),
        button: t('readingAlert.button'),
        href: `${portal.appUrl}/${locale}/staff/security`,
      },
    ],
  })
}
