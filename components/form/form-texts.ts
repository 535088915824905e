import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import type { ErrorWords } from './action-state.ts'

/** Words of every code a form can answer. For pages, which hand them to their forms: the browser has no dictionary. */
export const errorWords = (locale: Locale): ErrorWords => messages[locale].errors
