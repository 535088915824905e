import { clockTime, longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type RenderedMail, renderMail } from './mail-message.ts'

export type SignInMessage = {
  locale: Locale
  appUrl: string
  code: string
  linkToken: string
  askedAt: Date
  sample: boolean
}

/** The code first, for people who read it on another device; then the link. */
export function signInMessage({
  locale,
  appUrl,
  code,
  linkToken,
  askedAt,
  sample,
}: SignInMessage): RenderedMail {
  const t = translator(locale, 'mail')
  const href = `${appUrl}/${locale}/sign-in/link/${linkToken}`
  return renderMail({
    locale,
    subject: t('signIn.subject'),
    about: { kind: 'service', because: 'signIn' },
    sample,
    passages: [
      { kind: 'code', label: t('signIn.code'), code },
      { kind: 'text', text: t('signIn.codeHelp') },
      { kind: 'link', label: t('signIn.link'), button: t('signIn.button'), href },
      { kind: 'text', text: t('signIn.validity') },
      { kind: 'text', text: t('signIn.asked', { day: longDate(locale, askedAt), time: clockTime(askedAt) }) },
      { kind: 'text', text: t('signIn.notYou') },
    ],
  })
}
