import type { EmailChangedMail } from '#domain/people/email-change/pending-email-change.ts'
import { clockTime, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

export type EmailChangeMessage = {
  /** Whose mailbox it goes to: the address in use, or the one that is to replace it. */
  side: 'old' | 'new'
  locale: Locale
  appUrl: string
  token: string
  /** Named only to the current address, so that its owner knows what they confirm. */
  newEmail: string
  expiresAt: Date
  sample: boolean
}

/** Asks one of the two addresses of a change. */
export function emailChangeMessage(given: EmailChangeMessage): RenderedMail {
  const { side, locale, appUrl, token, newEmail, expiresAt, sample } = given
  const t = translator(locale, 'mail')
  const words = side === 'new' ? 'emailChangeNew' : 'emailChangeOld'
  const asked = side === 'new' ? t('emailChangeNew.asked') : t('emailChangeOld.asked', { email: newEmail })
  return renderMail({
    locale,
    subject: t(`${words}.subject`),
    about: { kind: 'service', because: 'emailChange' },
    sample,
    passages: [
      { kind: 'text', text: asked },
      {
        kind: 'link',
        label: t(`${words}.link`),
        button: t(`${words}.button`),
        href: `${appUrl}/${locale}/email-change/${token}`,
      },
      { kind: 'text', text: t(`${words}.both`) },
      { kind: 'text', text: t('emailChangeNew.sessions') },
      ...(side === 'new' ? [{ kind: 'text' as const, text: t('emailChangeNew.lost') }] : []),
      {
        kind: 'text',
        text: t(`${words}.validity`, { day: longDate(locale, expiresAt), time: clockTime(expiresAt) }),
      },
      { kind: 'text', text: t(`${words}.notYou`) },
    ],
  })
}

/** Confirms to one of the two addresses that the address of the account has changed. */
export function emailChangedMessage(
  { locale, oldEmail, newEmail, changedAt }: EmailChangedMail,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const when = { day: longDate(locale, changedAt), time: clockTime(changedAt) }
  const said = oldEmail
    ? t('emailChanged.text', { old: oldEmail, new: newEmail, ...when })
    : t('emailChanged.first', { new: newEmail, ...when })
  return renderMail({
    locale,
    subject: t('emailChanged.subject'),
    about: { kind: 'service', because: 'emailChange' },
    sample: portal.sample,
    passages: [
      ...[said, t('emailChanged.sessions'), t('emailChanged.notYou')].map((text) => ({
        kind: 'text' as const,
        text,
      })),
      {
        kind: 'link',
        label: t('emailChanged.link'),
        button: t('emailChanged.button'),
        href: `${portal.appUrl}/${locale}/contact`,
      },
    ],
  })
}
