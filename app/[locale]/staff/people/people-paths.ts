import type { ErrorWords } from '#components/form/action-state.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import { staffErrorTexts } from '../../../_server/texts/staff-texts.ts'

export const peoplePath = (locale: Locale) => `/${locale}/staff/people`

/** The page of a look-up. Its address names the look-up, not the person. */
export const personPath = (locale: Locale, lookupId: string) => `${peoplePath(locale)}/${lookupId}`

/** Words of every code that a form of these pages can answer. */
export const peopleErrors = (locale: Locale): ErrorWords => ({
  ...staffErrorTexts(locale),
  ...messages[locale].people.errors,
})
