import type { PolicyMail } from '#domain/consent/changed/tell-people.ts'
import { decidePath } from '#domain/consent/rules/catalogue.ts'
import { type ChoiceTitles, choiceTitle } from '#i18n/choice-title.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Says what changes in the policy and why, and what is off until the person agrees again. */
export function policyMessage(
  mail: PolicyMail,
  { appUrl, sample }: PortalAddress,
  titles: ChoiceTitles,
): RenderedMail {
  const { locale, version, before, ended } = mail
  const t = translator(locale, 'mail')
  const [first] = ended
  const asked =
    ended.length > 0
      ? [
          t('policy.asked', { count: ended.length }),
          ...ended.map((choice) => choiceTitle(locale, choice, titles)),
        ]
      : [t('policy.nothing')]
  const words = [t('policy.text', { date: longDate(locale, mail.effectiveOn) }), mail.summary, ...asked]
  const changes = before === null ? '/policy' : `/policy/compare?from=${before}&to=${version}`
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'policy' },
    subject: t('policy.subject', { version: String(version) }),
    passages: [
      ...words.map((text) => ({ kind: 'text' as const, text })),
      ...(first
        ? [
            {
              kind: 'link' as const,
              label: t('policy.choose'),
              button: t('policy.chooseButton'),
              href: `${appUrl}/${locale}${decidePath(first)}`,
            },
          ]
        : []),
      {
        kind: 'link' as const,
        label: t('policy.changes'),
        button: t('policy.changesButton'),
        href: `${appUrl}/${locale}${changes}`,
      },
    ],
  })
}
