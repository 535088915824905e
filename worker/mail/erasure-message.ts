import type { ErasureMail } from '#domain/fulfilment/erasure-run/erasure-mail.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** That the data was deleted, with the way to the certificate: the only one that the person then has. A representative is told too. */
export function erasureMessage(
  mail: ErasureMail,
  to: 'person' | 'representative',
  portal: PortalAddress,
): RenderedMail {
  const { locale, reference, result, closed } = mail
  const t = translator(locale, 'mail')
  const of = to === 'person' ? 'erasure' : 'erasureOfMinor'
  const lines = [
    ...(closed ? [t(`${of}.closed`)] : []),
    t(`${of}.${result}`, { reference }),
    t('erasure.kept'),
  ]
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'request' },
    subject: t(closed ? `${of}.closedSubject` : `${of}.subject`, { reference }),
    passages: [
      ...lines.map((text) => ({ kind: 'text' as const, text })),
      {
        kind: 'link',
        label: t(`${of}.link`),
        button: t('erasure.button'),
        href: `${portal.appUrl}/${locale}/certificates/${mail.certificateToken}`,
      },
      ...(to === 'person' ? [{ kind: 'text' as const, text: t('erasure.last') }] : []),
    ],
  })
}
