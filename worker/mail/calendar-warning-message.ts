import type { CalendarWarning } from '#domain/requests/time/warn-of-calendar.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells an administrator that the table of a year is missing or not official, and what that does to deadlines. */
export function calendarWarningMessage(
  { locale, year, gap }: Omit<CalendarWarning, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const named = { year: String(year) }
  return renderMail({
    locale,
    subject: t(`calendarWarning.${gap}.subject`, named),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      { kind: 'text', text: t(`calendarWarning.${gap}.text`, named) },
      { kind: 'text', text: t('calendarWarning.effect') },
      {
        kind: 'link',
        label: t('calendarWarning.link'),
        button: t('calendarWarning.button'),
        href: `${portal.appUrl}/${locale}/staff/calendar?year=${year}`,
      },
    ],
  })
}
