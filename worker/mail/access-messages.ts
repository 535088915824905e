import type { AccessMail } from '#domain/requests/access-reports/report-mail.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type RenderedMail, renderMail } from './mail-message.ts'

type PortalAddress = { appUrl: string; sample: boolean }

/** To a security officer: a person asks about an access. It names nobody. */
export function accessReportMessage({ locale, dueAt }: AccessMail, portal: PortalAddress): RenderedMail {
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'staff' },
    subject: t('accessReport.subject'),
    passages: [
      { kind: 'text', text: t('accessReport.text', { day: longDate(locale, dueAt) }) },
      {
        kind: 'link',
        label: t('accessReport.link'),
        button: t('accessReport.button'),
        href: `${portal.appUrl}/${locale}/staff/access-reports`,
      },
    ],
  })
}

/** To the person: the answer can be read. */
export function accessAnswerMessage({ locale }: AccessMail, portal: PortalAddress): RenderedMail {
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'access' },
    subject: t('accessAnswer.subject'),
    passages: [
      { kind: 'text', text: t('accessAnswer.text') },
      {
        kind: 'link',
        label: t('accessAnswer.link'),
        button: t('accessAnswer.button'),
        href: `${portal.appUrl}/${locale}/my/history#disclosures`,
      },
    ],
  })
}
