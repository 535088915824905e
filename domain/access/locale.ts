import { locales } from '#db/schema/people.ts'

export type Locale = (typeof locales)[number]
export { locales }

export function isLocale(value: unknown): value is Locale {
  return typeof value === 'string' && locales.some((one) => one === value)
}
