import { getTranslations } from 'next-intl/server'
import type { Worded } from '#components/staff/worded-state.tsx'
import type { TeamMember } from '#domain/staff/team/read-team.ts'
import { clockTime, shortDate, shortMoment } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { clearanceTexts } from '../../../_server/texts/clearance-texts.ts'

/** A member in the reader's words, for the list and for the page of one. */
export async function memberWords(locale: Locale, member: TeamMember) {
  const t = await getTranslations('team')
  const roles = await getTranslations('staff.roles')
  const { seenAt } = member
  return {
    name: member.fullName ?? member.email,
    roles: member.roles.map((role) => roles(role)).join(', '),
    state: await stateWords(locale, member),
    ...clearanceTexts(locale, member, 'broken'),
    seen: seenAt ? shortMoment(locale, seenAt) : t('neverSeen'),
  }
}

async function stateWords(locale: Locale, { status, invitedUntil }: TeamMember): Promise<Worded> {
  const t = await getTranslations('team.status')
  if (status === 'active') return { tone: 'kept', word: t('active') }
  if (status === 'disabled') return { tone: 'plain', word: t('disabled') }
  if (!invitedUntil) return { tone: 'broken', word: t('invited'), detail: t('linkOver') }
  const until = { day: shortDate(locale, invitedUntil), time: clockTime(invitedUntil) }
  return { tone: 'due', word: t('invited'), detail: t('invitedUntil', until) }
}
