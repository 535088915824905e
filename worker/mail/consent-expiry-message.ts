import { type ChoiceKey, choiceName, switchFragment } from '#domain/consent/rules/catalogue.ts'
import type { ExpiredConsents } from '#domain/consent/terms/read-expired.ts'
import type { ExpiryReminder } from '#domain/consent/terms/remind-before-expiry.ts'
import type { UnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { longDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** The page of the choices, at the switch of one: there it is kept on, or switched on again. */
const toSwitch = (locale: Locale, { appUrl }: PortalAddress, choice: ChoiceKey | undefined) =>
  `${appUrl}/${locale}/my/choices${choice ? `#${switchFragment(choiceName(choice))}` : ''}`

/**
 * Says what ends when, that nothing need be done for it to end, and where it can be kept. About one choice alone it carries
 * the way to end it at once.
 */
export function expiryMessage(
  mail: ExpiryReminder,
  portal: PortalAddress,
  { unsubscribe, titles }: { unsubscribe: UnsubscribeLink | null; titles: ChoiceTitles },
): RenderedMail {
  const { locale, ending } = mail
  const t = translator(locale, 'mail')
  const only = ending.length === 1 ? ending[0] : undefined
  const lines = ending.map((choice) =>
    t('termReminder.line', {
      choice: choiceTitle(locale, choice, titles),
      day: longDate(locale, choice.expiresAt),
    }),
  )
  return renderMail({
    locale,
    sample: portal.sample,
    about:
      only && unsubscribe
        ? { kind: 'choice', choice: choiceTitle(locale, only, titles), unsubscribe }
        : { kind: 'service', because: 'term' },
    subject: t('termReminder.subject', { count: ending.length }),
    passages: [
      { kind: 'text', text: t('termReminder.text', { count: ending.length }) },
      ...lines.map((text) => ({ kind: 'text' as const, text })),
      { kind: 'text', text: t('termReminder.nothing') },
      {
        kind: 'link',
        label: t('termReminder.link'),
        button: t('termReminder.button'),
        href: toSwitch(locale, portal, ending[0]),
      },
    ],
  })
}

/** Says what has ended with its term, and where it can be switched on again. */
export function expiredMessage(
  { locale, expired }: ExpiredConsents,
  portal: PortalAddress,
  titles: ChoiceTitles,
): RenderedMail {
  const t = translator(locale, 'mail')
  const lines = expired.map((choice) =>
    t('termOver.line', {
      choice: choiceTitle(locale, choice, titles),
      day: longDate(locale, choice.expiresAt),
    }),
  )
  const count = expired.length
  return renderMail({
    locale,
    sample: portal.sample,
    about: { kind: 'service', because: 'termOver' },
    subject: t('termOver.subject', { count }),
    passages: [
      ...[t('termOver.text', { count }), ...lines, t('termOver.nothing')].map((text) => ({
        kind: 'text' as const,
        text,
      })),
      {
        kind: 'link',
        label: t('termOver.link'),
        button: t('termOver.button'),
        href: toSwitch(locale, portal, expired[0]),
      },
    ],
  })
}
