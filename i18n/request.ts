import { getRequestConfig } from 'next-intl/server'
import { timeZone } from '#platform/time/almaty-time.ts'
import { defaultLocale, isLocale } from './locales.ts'
import { messages } from './messages.ts'

export default getRequestConfig(async ({ requestLocale }) => {
  const asked = await requestLocale
  const locale = isLocale(asked) ? asked : defaultLocale
  return { locale, timeZone, messages: messages[locale] }
})
