import type { IncomingHttpHeaders } from 'node:http'
import { match } from '@formatjs/intl-localematcher'
import Negotiator from 'negotiator'
import { cookieValue } from './cookie-value.ts'

export type Languages<L extends string> = { known: readonly L[]; fallback: L }

/** `__Host-` ties the cookie to this very host: no subdomain can set it, and plain http never sees it. */
export const languageCookie = (secure: boolean) => `${secure ? '__Host-' : ''}portal.locale`

/** `/ru/policy` -> `ru`; null for an address without a language. */
export function languageOfPath<L extends string>(path: string, { known }: Languages<L>): L | null {
  const first = path.split('/', 2)[1]
  return known.find((one) => one === first) ?? null
}

/** What the reader chose last, else what the browser asks for, else the fallback. */
export function preferredLanguage<L extends string>(
  headers: IncomingHttpHeaders,
  languages: Languages<L>,
  secure: boolean,
): L {
  const { known, fallback } = languages
  const chosen = known.find((one) => one === cookieValue(headers, languageCookie(secure)))
  if (chosen) return chosen
  const asked = (headers['accept-language'] ?? '').slice(0, 200)
  const wanted = new Negotiator({ headers: { 'accept-language': asked } }).languages().filter(isTag)
  const found = match(wanted, known, fallback)
  return known.find((one) => one === found) ?? fallback
}

/** The cookie that keeps the language of an address, or null when the browser has it already. */
export function languageToKeep<L extends string>(headers: IncomingHttpHeaders, language: L, secure: boolean) {
  const mode = headers['sec-fetch-mode']
  const visits = (mode === undefined || mode === 'navigate') && headers.purpose === undefined
  if (!visits || headers['sec-purpose'] !== undefined || headers.rsc !== undefined) return null
  if (cookieValue(headers, languageCookie(secure)) === language) return null
  return keptLanguage(language, secure)
}

/** A `Set-Cookie` that keeps a language for a year. */
export const keptLanguage = (language: string, secure: boolean) =>
  `${languageCookie(secure)}=${language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure ? '; Secure' : ''}`

function isTag(tag: string): boolean {
  try {
    return tag !== '*' && Intl.getCanonicalLocales(tag).length === 1
  } catch {
    return false
  }
}
