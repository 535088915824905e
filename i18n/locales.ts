export const locales = ['kk', 'ru', 'en'] as const
export type Locale = (typeof locales)[number]
/** The state language. Used where neither the reader nor the browser says another. */
export const defaultLocale: Locale = 'kk'

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && locales.some((one) => one === value)
}
