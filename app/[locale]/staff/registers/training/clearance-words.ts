import type { RegisterMember } from '#domain/staff/clearances/read-register.ts'
import type { Locale } from '#i18n/locales.ts'
import { translator } from '#i18n/translator.ts'
import { clearanceTexts } from '../../../../_server/texts/clearance-texts.ts'

/** A member in the reader's words, for the list and for the page of one. Who reaches no personal data lacks nothing. */
export function clearanceWords(locale: Locale, member: RegisterMember) {
  const t = translator(locale, 'training')
  const staff = translator(locale, 'staff')
  const roles = member.roles.map((role) => staff(`roles.${role}`)).join(', ')
  return {
    roles: member.needed ? roles : `${roles}: ${t('notNeeded')}`,
    ...clearanceTexts(locale, member, member.needed ? 'broken' : 'plain'),
  }
}
