import { choiceTitle } from '#app/_server/choice-title.ts'
import type { UnsubscribeLink } from '#domain/consent/make-unsubscribe-link.ts'
import type { TermReminder } from '#domain/consent/remind-of-terms.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type RenderedLetter, renderLetter } from './letter.ts'

/**
 * Says what ends when, that nothing need be done for it to end, and where it can be kept. About one choice alone it carries
 * the way to end it at once.
 */
export function termLetter(
  mail: TermReminder,
  portal: { appUrl: string; sample: boolean },
  unsubscribe: UnsubscribeLink | null,
): RenderedLetter {
  const { locale, ending } = mail
  const t = translator(locale, 'mail')
  const only = ending.length === 1 ? ending[0] : undefined
  const lines = ending.map((choice) =>
    t('termReminder.line', {
      choice: choiceTitle(locale, choice),
      day: longDate(locale, choice.expiresAt),
    }),
  )
  return renderLetter({
    ...{ locale, sample: portal.sample },
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
