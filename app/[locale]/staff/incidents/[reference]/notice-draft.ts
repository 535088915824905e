import type { IncidentDetails } from '#domain/incidents/register/read-incidents.ts'
import type { Duty } from '#domain/incidents/rules/ladder.ts'
import type { Operator } from '#domain/policy/operator/operator.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Known = Pick<IncidentDetails, 'reference' | 'noticedAt' | 'facts' | 'notice' | 'people'>

/**
 * The draft of a notice as plain text: what law 94-V and its rules ask for, from the incident and the operator's settings. What was
 * not entered in this language is a gap to fill in; nothing is invented.
 */
export function noticeDraft(
  incident: Known,
  operator: Pick<
    Operator,
    'name' | 'bin' | 'address' | 'responsiblePerson' | 'email' | 'phone' | 'complaint' | 'sample'
  >,
  { duty, locale }: { duty: Duty; locale: Locale },
): string {
  const t = translator(locale, 'incidents')
  const gap = t('draft.gap')
  const { facts, notice, people } = incident
  const text = notice?.[locale]
  const list = (words: readonly string[]) => words.join(', ')
  const line = (term: string, value: string) => `${term}: ${value}`
  const part = (term: string, value: string) => `${term}\n${value}`
  const toAuthority = duty === 'authority'
  const data = list(facts.data.map((code) => t(`data.${code}`)))
  const passages = [
    ...(operator.sample ? [t('draft.sample')] : []),
    t(toAuthority ? 'draft.authorityTitle' : 'draft.subjectsTitle'),
    [
      ...(toAuthority
        ? [line(t('draft.to'), operator.complaint?.authority[locale] ?? t('draft.authorityName'))]
        : []),
      line(t('draft.operator'), operator.name[locale]),
      line(t('draft.bin'), operator.bin),
      line(t('draft.address'), operator.address[locale]),
      line(t('draft.responsible'), operator.responsiblePerson[locale]),
      line(t('draft.contact'), list([operator.phone, operator.email])),
    ].join('\n'),
    [
      line(t('draft.reference'), incident.reference),
      line(t('draft.noticed'), longMoment(locale, incident.noticedAt)),
      line(t('draft.data'), data),
      line(t('draft.systems'), list(facts.systems.map((code) => t(`systems.${code}`)))),
      ...(toAuthority
        ? [
            line(t('draft.people'), people === null ? gap : String(people)),
            line(t('draft.risk'), t(`risks.${facts.risk}`)),
          ]
        : []),
    ].join('\n'),
    part(t('draft.what'), text?.what ?? gap),
    part(t('draft.measures'), text?.measures ?? gap),
    ...(toAuthority ? [t('draft.annex'), t('draft.basis')] : [part(t('draft.advice'), text?.advice ?? gap)]),
    `${t('draft.sign')}: ____________________`,
  ]
  return `${passages.join('\n\n')}\n`
}
