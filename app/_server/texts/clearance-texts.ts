import type { Worded } from '#components/staff/worded-state.tsx'
import type { TeamMember } from '#domain/staff/team/read-team.ts'
import { shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Clearance = Pick<
  TeamMember,
  'ndaSignedOn' | 'ndaEndsOn' | 'agreement' | 'trainingDoneOn' | 'trainingUntil' | 'training'
>

/** Agreement and training of a member in words. `lacking` is the tone of what is missing or over. */
export function clearanceTexts(
  locale: Locale,
  member: Clearance,
  lacking: Worded['tone'],
): Record<'agreement' | 'training', Worded> {
  const { ndaSignedOn, ndaEndsOn, agreement, trainingDoneOn, trainingUntil, training } = member
  const of = (kind: Kind, dates: Dated) => recordText(locale, kind, dates, lacking)
  return {
    agreement: of('agreement', { doneOn: ndaSignedOn, until: ndaEndsOn, state: agreement }),
    training: of('training', { doneOn: trainingDoneOn, until: trainingUntil, state: training }),
  }
}

type Kind = 'agreement' | 'training'
type Dated = { doneOn: string | null; until: string | null; state: TeamMember['training'] }

function recordText(locale: Locale, kind: Kind, dates: Dated, lacking: Worded['tone']): Worded {
  const t = translator(locale, 'team')
  const { doneOn, until, state } = dates
  if (doneOn === null) return { tone: lacking, word: t(`${kind}.none`) }
  if (until === null) return { tone: 'plain', word: shortDate(locale, doneOn) }
  const last = shortDate(locale, until)
  if (state === 'over') return { tone: lacking, word: t(`${kind}.over`), detail: last }
  const detail = t(`${kind}.until`, { day: last })
  if (state === 'soon') return { tone: 'due', word: t(`${kind}.soon`), detail }
  return { tone: 'plain', word: shortDate(locale, doneOn), detail }
}
