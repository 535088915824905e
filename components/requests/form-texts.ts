import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import type { ErrorWords } from '../form/action-state.ts'
import { errorWords } from '../form/form-texts.ts'
import type { FilesTexts } from './files-field.tsx'

/** Words of every code that a form about a request can answer. */
export const requestErrorWords = (locale: Locale): ErrorWords => ({
  ...errorWords(locale),
  ...messages[locale].requestForm.errors,
})

/** Words of a field for files; those of staff have their own label and hint. */
export function filesTexts(locale: Locale, staff?: { label: string; hint: string }): FilesTexts {
  const { files, optional } = messages[locale].requestForm
  const { label, hint, ...rest } = files
  return { locale, ...rest, ...(staff ?? { label, hint, optional }) }
}
