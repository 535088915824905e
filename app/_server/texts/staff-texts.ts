import type { ErrorWords } from '#components/form/action-state.ts'
import { errorWords } from '#components/form/form-texts.ts'
import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'

/** Words of every code a form of the staff can answer: theirs over everybody's. */
export const staffErrorTexts = (locale: Locale): ErrorWords => ({
  ...errorWords(locale),
  ...messages[locale].staffErrors,
  'files-of-day': messages[locale].staffRequestErrors['files-of-day'],
})
