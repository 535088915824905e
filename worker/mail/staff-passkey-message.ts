import type { PasskeyChange } from '#domain/staff/passkeys/passkey-notice.ts'
import { clockTime, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells a member that a passkey of theirs was added or removed, and what to do if it was somebody else. */
export function staffPasskeyMessage(
  { locale, change, at }: { locale: Locale; change: PasskeyChange; at: Date },
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    subject: t(`staffPasskey.subject.${change}`),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      {
        kind: 'text',
        text: t(`staffPasskey.${change}`, { day: longDate(locale, at), time: clockTime(at) }),
      },
      { kind: 'text', text: t('staffPasskey.stranger') },
      {
        kind: 'link',
        label: t('staffPasskey.link'),
        button: t('staffPasskey.button'),
        href: `${portal.appUrl}/${locale}/staff/account`,
      },
    ],
  })
}
