import type { ResetNotice } from '#domain/staff/team/reset-notice.ts'
import { clockTime, longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells an administrator that the access of a member is being restored, and where to stop it. */
export function staffResetMessage(
  { locale, member, by, validFrom }: Omit<ResetNotice, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const { name } = member
  const from = validFrom && { day: longDate(locale, validFrom), time: clockTime(validFrom) }
  return renderMail({
    locale,
    subject: t('staffReset.subject', { name }),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      { kind: 'text', text: by ? t('staffReset.by', { name, by }) : t('staffReset.byCommand', { name }) },
      { kind: 'text', text: from ? t('staffReset.from', from) : t('staffReset.atOnce') },
      { kind: 'text', text: t('staffReset.stop') },
      {
        kind: 'link',
        label: t('staffReset.link'),
        button: t('staffReset.button'),
        href: `${portal.appUrl}/${locale}/staff/team/${member.staffId}`,
      },
    ],
  })
}
