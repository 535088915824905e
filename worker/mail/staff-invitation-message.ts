import { clockTime, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type RenderedMail, renderMail } from './mail-message.ts'

export type StaffInvitationMessage = {
  locale: Locale
  appUrl: string
  token: string
  /** From when the link works; null: at once. */
  validFrom: Date | null
  expiresAt: Date
  sample: boolean
}

/** Invites to the staff: the link leads to setting a password and an authenticator. */
export function staffInvitationMessage(given: StaffInvitationMessage): RenderedMail {
  const { locale, appUrl, token, validFrom, expiresAt, sample } = given
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    subject: t('staffInvitation.subject'),
    about: { kind: 'service', because: 'staff' },
    sample,
    passages: [
      { kind: 'text', text: t('staffInvitation.invited') },
      { kind: 'text', text: t('staffInvitation.need') },
      {
        kind: 'link',
        label: t('staffInvitation.link'),
        button: t('staffInvitation.button'),
        href: `${appUrl}/${locale}/staff/set-up/${token}`,
      },
      ...(validFrom
        ? [
            {
              kind: 'text' as const,
              text: t('staffInvitation.from', {
                day: longDate(locale, validFrom),
                time: clockTime(validFrom),
              }),
            },
          ]
        : []),
      {
        kind: 'text',
        text: t('staffInvitation.validity', { day: longDate(locale, expiresAt), time: clockTime(expiresAt) }),
      },
      { kind: 'text', text: t('staffInvitation.notYou') },
    ],
  })
}
