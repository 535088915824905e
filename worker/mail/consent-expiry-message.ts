import type { ExpiryReminder } from '#domain/consent/terms/remind-before-expiry.ts'
import type { UnsubscribeLink } from '#domain/consent/unsubscribe/make-unsubscribe-link.ts'
import { choiceTitle } from '#i18n/choice-title.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type RenderedMail, renderMail } from './mail-message.ts'

/**
 * Says what ends when, that nothing need be done for it to end, and where it can be kept. About one choice alone it carries
 * the way to end it at once.
 */
export function expiryMessage(
  mail: ExpiryReminder,
  portal: { appUrl: string; sample: boolean },
  unsubscribe: UnsubscribeLink | null,
): RenderedMail {
  const { locale, ending } = mail
  const t = translator(locale, 'mail')
  const only = ending.length === 1 ? ending[0] : undefined
  const lines = ending.map((choice) =>
    t('termReminder.line', {
      choice: choiceTitle(locale, choice),
      day: longDate(locale, choice.expiresAt),
    }),
  )
  return renderMail({
    locale,
    sample: portal.sample,
    about:
      only && unsubscribe
        ? { kind: 'choice', choice: choiceTitle(locale, only), unsubscribe }
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
        href: `${portal.appUrl}/${locale}/my/choices`,
      },
    ],
  })
}
