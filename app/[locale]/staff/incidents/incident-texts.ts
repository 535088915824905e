import { errorWords } from '#components/form/form-texts.ts'
import { incidentData, incidentRisks, incidentSystems } from '#db/schema/incidents-codes.ts'
import type { TermState } from '#domain/incidents/rules/term.ts'
import { longMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { pickTexts } from '#i18n/pick-texts.ts'
import { translator } from '#i18n/translator.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { StaffContext } from '../../../_server/session/staff-context.ts'
import { unsentOwner } from '../../../_server/session/unsent-owner.ts'

/** The tone in which a term is shown. */
export const termTone: Record<TermState, 'plain' | 'kept' | 'due' | 'broken'> = {
  running: 'due',
  soon: 'due',
  passed: 'broken',
  'in-time': 'kept',
  late: 'broken',
  'not-needed': 'plain',
}

export const termSentence = (locale: Locale, state: TermState, dueAt: Date) =>
  translator(locale, 'incidents')(`terms.${state}`, { due: longMoment(locale, dueAt) })

/** What every form of these pages takes. */
export const formProps = (ctx: StaffContext, here: string) => ({
  words: { ...errorWords(ctx.locale), ...messages[ctx.locale].incidents.errors },
  signInPath: `/${ctx.locale}/staff/sign-in?next=${encodeURIComponent(here)}`,
  unsentOwner: unsentOwner(ctx),
})

/** Options and labels of the form of an incident. */
export function incidentForm(ctx: StaffContext) {
  const t = translator(ctx.locale, 'incidents')
  const labels = pickTexts(t, ['fields.title', 'fields.noticedOn', 'fields.noticedTime', 'fields.what'])
  const more = pickTexts(t, ['fields.data', 'fields.systems', 'fields.risk', 'fields.measures'])
  return {
    lastDay: almatyDate(ctx.clock.now()),
    options: {
      data: incidentData.map((value) => ({ value, word: t(`data.${value}`) })),
      systems: incidentSystems.map((value) => ({ value, word: t(`systems.${value}`) })),
      risks: incidentRisks.map((value) => ({ value, word: t(`risks.${value}`) })),
    },
    labels: { ...labels, ...more },
  }
}
