import type {
  RepresentativeInvitationMail,
  RepresentativeMail,
} from '#domain/people/minors/representative-mail.ts'
import { clockTime, longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** To the representative that a minor named: the link leads to the texts and to saying in what capacity they act. */
export function representativeInvitationMessage(
  mail: RepresentativeInvitationMail,
  { appUrl, sample }: PortalAddress,
): RenderedMail {
  const { locale, minorName: name, linkToken, expiresAt } = mail
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'representative' },
    subject: t('representativeInvitation.subject'),
    passages: [
      {
        kind: 'text',
        text: name ? t('representativeInvitation.text', { name }) : t('representativeInvitation.textNoName'),
      },
      {
        kind: 'link',
        label: t('representativeInvitation.link'),
        button: t('representativeInvitation.button'),
        href: `${appUrl}/${locale}/representative/${linkToken}`,
      },
      {
        kind: 'text',
        text: t('representativeInvitation.validity', {
          day: longDate(locale, expiresAt),
          time: clockTime(expiresAt),
        }),
      },
      { kind: 'text', text: t('representativeInvitation.notYou') },
    ],
  })
}

export type RepresentativeNews = 'confirmed' | 'asked' | 'ended' | 'adult'

/** News of a representation, to the minor or to the representative. */
export function representativeMessage(
  mail: RepresentativeMail,
  about: RepresentativeNews,
  to: 'minor' | 'representative',
  { appUrl, sample }: PortalAddress,
): RenderedMail {
  const { locale } = mail
  const t = translator(locale, 'mail')
  const name = mail.minorName ?? t('representativeNews.noName')
  // The first page asks who turned 18.
  const page = to === 'representative' ? '/represented' : about === 'adult' ? '' : '/representative'
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'representative' },
    subject: t(`representativeNews.${about}.subject`),
    passages: [
      { kind: 'text', text: t(`representativeNews.${about}.text`, { name }) },
      {
        kind: 'link',
        label: t('representativeNews.link'),
        button: t('representativeNews.button'),
        href: `${appUrl}/${locale}/my${page}`,
      },
    ],
  })
}
