import type { ClearanceReminder } from '#domain/staff/clearances/remind-trainings.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells a member, or an administrator about a member, that a training or an agreement ends soon and what closes then. */
export function trainingReminderMessage(
  { locale, kind, member, until }: Omit<ClearanceReminder, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const day = longDate(locale, until)
  return renderMail({
    locale,
    subject: member === null ? t(`${kind}.subject.own`) : t(`${kind}.subject.member`, { name: member }),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      {
        kind: 'text',
        text: member === null ? t(`${kind}.own`, { day }) : t(`${kind}.member`, { name: member, day }),
      },
      ...(member === null
        ? []
        : [
            {
              kind: 'link' as const,
              label: t('training.link'),
              button: t('training.button'),
              href: `${portal.appUrl}/${locale}/staff/registers/training`,
            },
          ]),
    ],
  })
}
