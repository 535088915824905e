import { defaultLocale, locales } from '#i18n/locales.ts'

/** The portal's languages, as the front chooses among them. */
export const languages = { known: locales, fallback: defaultLocale }
