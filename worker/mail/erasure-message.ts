import type { ErasureMail } from '#domain/fulfilment/erasure-run/erasure-mail.ts'
import { translator } from '#i18n/translator.ts'
import { type RenderedMail, renderMail } from './mail-message.ts'

/** That the data was deleted, with the way to the certificate: the only one that the person then has. */
export function erasureMessage(mail: ErasureMail, portal: { appUrl: string; sample: boolean }): RenderedMail {
  const { locale, reference, result, closed } = mail
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'request' },
    subject: t(closed ? 'erasure.closedSubject' : 'erasure.subject', { reference }),
    passages: [
      ...[
        ...(closed ? [t('erasure.closed')] : []),
        t(`erasure.${result}`, { reference }),
        t('erasure.kept'),
      ].map((text) => ({
        kind: 'text' as const,
        text,
      })),
      {
        kind: 'link',
        label: t('erasure.link'),
        button: t('erasure.button'),
        href: `${portal.appUrl}/${locale}/certificates/${mail.certificateToken}`,
      },
      { kind: 'text', text: t('erasure.last') },
    ],
  })
}
