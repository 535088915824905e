import type { TrainingReminder } from '#domain/staff/clearances/remind-trainings.ts'
import { longDate } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** Tells a member, or an administrator about a member, that a training ends soon and what closes then. */
export function trainingReminderMessage(
  { locale, member, until }: Omit<TrainingReminder, 'to'>,
  portal: PortalAddress,
): RenderedMail {
  const t = translator(locale, 'mail')
  const day = longDate(locale, until)
  return renderMail({
    locale,
    subject: member === null ? t('training.subject.own') : t('training.subject.member', { name: member }),
    about: { kind: 'service', because: 'staff' },
    sample: portal.sample,
    passages: [
      {
        kind: 'text',
        text: member === null ? t('training.own', { day }) : t('training.member', { name: member, day }),
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
