import type { RegisterReminder } from '#domain/assurance/registers/remind-registers.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells a member what is missing, overdue or near in the registers; of a vulnerability only that there is one. */
export function registerReminderMessage(
  { locale, items }: Omit<RegisterReminder, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const kinds = translator(locale, 'registers')
  const lineOf = ({ kind, dueOn, stage, company, member }: RegisterReminder['items'][number]) => {
    const about = company?.[locale] ?? member
    const what = about
      ? t('registers.about', { what: kinds(`kinds.${kind}`), about })
      : kinds(`kinds.${kind}`)
    if (dueOn === null) return t('registers.missing', { what })
    const day = longDate(locale, dueOn)
    return stage === 'overdue' ? t('registers.overdue', { what, day }) : t('registers.near', { what, day })
  }
  return renderMail({
    locale,
    subject: t('registers.subject', { count: items.length }),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      { kind: 'text', text: t('registers.text') },
      ...items.map((item) => ({ kind: 'text' as const, text: lineOf(item) })),
      {
        kind: 'link',
        label: t('registers.link'),
        button: t('registers.button'),
        href: `${portal.appUrl}/${locale}/staff/registers`,
      },
    ],
  })
}
