import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import type { ErrorWords } from '../form/action-state.ts'
import { errorWords } from '../form/form-texts.ts'

/** Words of every code that a form about a request can answer. */
export const requestErrorWords = (locale: Locale): ErrorWords => ({
  ...errorWords(locale),
  ...messages[locale].requestForm.errors,
})
