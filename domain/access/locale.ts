import { locales } from '#db/schema/access-codes.ts'

export type Locale = (typeof locales)[number]
export { locales }

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && locales.some((one) => one === value)
}
