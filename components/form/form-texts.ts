import type { Locale } from '#i18n/locales.ts'
import { messages } from '#i18n/messages.ts'
import type { ErrorWords } from './action-state.ts'
import type { SendAgainTexts } from './send-again.tsx'

/** Words of every code a form can answer. For pages, which hand them to their forms: the browser has no dictionary. */
export const errorWords = (locale: Locale): ErrorWords => messages[locale].errors

export const sendAgainTexts = (locale: Locale): SendAgainTexts => messages[locale].limits.sendAgain
