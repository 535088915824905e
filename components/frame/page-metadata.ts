import type { Metadata } from 'next'
import { type Locale, locales } from '#i18n/locales.ts'

/**
 * Title, description and the same page in the other languages, for a public page at `path` below the language (`''` for
 * the home page). Without a language the server chooses the reader's: that is `x-default`.
 */
export function publicMetadata(
  locale: Locale,
  path: string,
  words: { title: Metadata['title']; description: string },
): Metadata {
  const languages = Object.fromEntries(locales.map((one) => [one, `/${one}${path}`]))
  return {
    ...words,
    alternates: { canonical: `/${locale}${path}`, languages: { ...languages, 'x-default': path || '/' } },
  }
}
