import { defaultLocale, isLocale } from '#i18n/locales.ts'
import en from '#i18n/messages/en/error-pages.json' with { type: 'json' }
import kk from '#i18n/messages/kk/error-pages.json' with { type: 'json' }
import ru from '#i18n/messages/ru/error-pages.json' with { type: 'json' }

const messages = { kk: { errorPages: kk }, ru: { errorPages: ru }, en: { errorPages: en } }

/** The error page's words. It runs in the browser, where no messages are sent, so it brings its own few in all languages. */
export function errorPageTexts(given: unknown) {
  const locale = isLocale(given) ? given : defaultLocale
  return { ...messages[locale].errorPages.broken, locale }
}
