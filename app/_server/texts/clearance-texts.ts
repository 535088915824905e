import type { Worded } from '#components/staff/worded-state.tsx'
import type { TeamMember } from '#domain/staff/team/read-team.ts'
import { shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

type Clearance = Pick<TeamMember, 'ndaSignedOn' | 'trainingDoneOn' | 'trainingUntil' | 'training'>

/** Agreement and training of a member in words. `lacking` is the tone of what is missing or over. */
export function clearanceTexts(
  locale: Locale,
  member: Clearance,
  lacking: Worded['tone'],
): Record<'agreement' | 'training', Worded> {
  const { ndaSignedOn } = member
  const agreement = ndaSignedOn
    ? { tone: 'plain' as const, word: shortDate(locale, ndaSignedOn) }
    : { tone: lacking, word: translator(locale, 'team')('agreement.none') }
  return { agreement, training: trainingText(locale, member, lacking) }
}

function trainingText(locale: Locale, member: Clearance, lacking: Worded['tone']): Worded {
  const t = translator(locale, 'team')
  const { trainingDoneOn, trainingUntil, training } = member
  if (!trainingDoneOn || !trainingUntil) return { tone: lacking, word: t('training.none') }
  const last = shortDate(locale, trainingUntil)
  if (training === 'over') return { tone: lacking, word: t('training.over'), detail: last }
  const detail = t('training.until', { day: last })
  if (training === 'soon') return { tone: 'due', word: t('training.soon'), detail }
  return { tone: 'plain', word: shortDate(locale, trainingDoneOn), detail }
}
