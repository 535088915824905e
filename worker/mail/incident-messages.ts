import type { IncidentAlertMail, IncidentMail } from '#domain/incidents/notices/tell-people.ts'
import { longDate, longMoment } from '#i18n/dates.ts'
import { translator } from '#i18n/translator.ts'
import { type PortalAddress, type RenderedMail, renderMail } from './mail-message.ts'

/** To a person: what happened to their data, what was done, and what they can do. */
export function incidentMessage(mail: IncidentMail, { appUrl, sample }: PortalAddress): RenderedMail {
  const { locale, text, noticedAt, reference } = mail
  const t = translator(locale, 'mail')
  const words = [
    t('incident.text', { date: longDate(locale, noticedAt) }),
    text.what,
    t('incident.measures'),
    text.measures,
    t('incident.advice'),
    text.advice,
    t('incident.reference', { reference }),
  ]
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'incident' },
    subject: t('incident.subject'),
    passages: [
      ...words.map((one) => ({ kind: 'text' as const, text: one })),
      {
        kind: 'link',
        label: t('incident.link'),
        button: t('incident.button'),
        href: `${appUrl}/${locale}/my/history#incidents`,
      },
    ],
  })
}

/** To an officer: an incident was opened, or the term of its notice ends soon or has passed. It says nothing of what happened. */
export function incidentAlertMessage(
  mail: IncidentAlertMail,
  { appUrl, sample }: PortalAddress,
): RenderedMail {
  const { locale, alert, reference, dueAt } = mail
  const t = translator(locale, 'mail')
  return renderMail({
    locale,
    sample,
    about: { kind: 'service', because: 'staff' },
    subject: t(`incidentAlert.${alert}Subject`, { reference }),
    passages: [
      { kind: 'text', text: t(`incidentAlert.${alert}`, { reference, due: longMoment(locale, dueAt) }) },
      {
        kind: 'link',
        label: t('incidentAlert.link'),
        button: t('incidentAlert.button'),
        href: `${appUrl}/${locale}/staff/incidents/${reference}`,
      },
    ],
  })
}
