import type { Worded } from '#components/staff/worded-state.tsx'
import type { ClearanceRecord, RegisterMember } from '#domain/staff/clearances/read-register.ts'
import { shortDate } from '#i18n/dates.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'

/** Agreement and training of a member in the reader's words, for the list and for the page of one. */
export function clearanceWords(locale: Locale, member: RegisterMember) {
  const t = translator(locale, 'training')
  const staff = translator(locale, 'staff')
  const roles = member.roles.map((role) => staff(`roles.${role}`)).join(', ')
  return {
    roles: member.needed ? roles : `${roles}: ${t('notNeeded')}`,
    agreement: agreementWords(locale, member),
    training: trainingWords(locale, member),
  }
}

const counting = ({ records }: RegisterMember, kind: ClearanceRecord['kind']) =>
  records.find((record) => record.kind === kind && record.counts)

function agreementWords(locale: Locale, member: RegisterMember): Worded {
  const day = counting(member, 'agreement')?.doneOn
  if (day) return { tone: 'plain', word: shortDate(locale, day) }
  return lacking(member, translator(locale, 'team')('agreement.none'))
}

function trainingWords(locale: Locale, member: RegisterMember): Worded {
  const t = translator(locale, 'team')
  const { doneOn = null, until = null } = counting(member, 'training') ?? {}
  if (!doneOn || !until) return lacking(member, t('training.none'))
  const last = shortDate(locale, until)
  if (member.training === 'over') return { ...lacking(member, t('training.over')), detail: last }
  const detail = t('training.until', { day: last })
  if (member.training === 'soon') return { tone: 'due', word: t('training.soon'), detail }
  return { tone: 'plain', word: shortDate(locale, doneOn), detail }
}

/** Nothing is missing for a member whose roles reach no personal data. */
const lacking = ({ needed }: RegisterMember, word: string): Worded => ({
  tone: needed ? 'broken' : 'plain',
  word,
})
