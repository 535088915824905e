import type { AccessMail, AccessReportMail } from '#domain/requests/access-reports/report-mail.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/**
 * To a security officer: a person asks about an access. To an administrator too when the answer is overdue, without the link that
 * only an officer can open. It names nobody.
 */
export function accessReportMessage(mail: AccessReportMail, portal: PortalAddress): RenderedMail {
  const { locale, dueAt, overdue, mayAnswer } = mail
  const t = translator(locale, 'mail')
  const day = longDate(locale, dueAt)
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'staff' },
    subject: t(overdue ? 'accessReport.overdueSubject' : 'accessReport.subject'),
    passages: [
      { kind: 'text', text: t(overdue ? 'accessReport.overdue' : 'accessReport.text', { day }) },
      ...(mayAnswer
        ? [
            {
              kind: 'link' as const,
              label: t('accessReport.link'),
              button: t('accessReport.button'),
              href: `${portal.appUrl}/${locale}/staff/access-reports`,
            },
          ]
        : [{ kind: 'text' as const, text: t('accessReport.administrator') }]),
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
