import type { CheckpointMail } from '#domain/assurance/audit-log/mail-checkpoint.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Gives a security officer the newest checkpoint of the audit log, to be kept outside the portal. */
export function checkpointMessage(
  { locale, note, records, signedAt, isOld }: Omit<CheckpointMail, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    subject: t('checkpoint.subject', { day: longDate(locale, signedAt) }),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      { kind: 'text', text: t('checkpoint.text', { count: records, at: longMoment(locale, signedAt) }) },
      ...(isOld ? [{ kind: 'text' as const, text: t('checkpoint.old') }] : []),
      { kind: 'exact', text: note },
      { kind: 'text', text: t('checkpoint.keep') },
      { kind: 'text', text: t('checkpoint.compare') },
      { kind: 'exact', text: 'npm run portal -- audit verify --checkpoint checkpoint.txt' },
      {
        kind: 'link',
        label: t('checkpoint.link'),
        button: t('checkpoint.button'),
        href: `${portal.appUrl}/${locale}/staff/audit-log`,
      },
    ],
  })
}
