import type { Locale } from '#i18n/locales.ts'

/** “344 kB”, “3.4 MB”. */
export function sizeInWords(locale: Locale, bytes: number): string {
  const large = bytes >= 1_000_000
  // Browsers lack Kazakh numbers, which are written like Russian ones.
  return new Intl.NumberFormat(locale === 'kk' ? 'ru' : locale, {
    style: 'unit',
    unit: large ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: large ? 1 : 0,
  }).format(large ? bytes / 1_000_000 : Math.max(1, Math.round(bytes / 1000)))
}
