import { createTranslator } from 'use-intl/core'
import { timeZone } from '#platform/time/almaty-time.ts'
import type { Locale } from './locales.ts'
import { type Messages, messages } from './messages.ts'

/** Messages of one namespace outside a page: mail, the server's own answers, the command line. */
export function translator<Namespace extends keyof Messages>(locale: Locale, namespace: Namespace) {
  return createTranslator<Messages, Namespace>({ locale, timeZone, namespace, messages: messages[locale] })
}
