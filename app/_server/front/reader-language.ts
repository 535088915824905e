import { send } from '#platform/http/answer.ts'
import { keptLanguage } from '#platform/http/language.ts'
import type { HandledRequest } from './handled-request.ts'

/** To the same address in the reader's language. */
export function leadToLanguage(handled: HandledRequest, address: string): Promise<void> {
  const { req, res, locale } = handled
  handled.route = '(to a language)'
  const location = `/${locale}${address.replace(/^\/(?=\?|$)/, '')}`
  const headers = { location, vary: 'Accept-Language, Cookie', 'cache-control': 'no-store' }
  return send(req, res, { status: 307, headers })
}

/** `/kk/policy?lang=kk`, a link of the language switch, is `/kk/policy`; null for an address without such a choice. */
export function withoutChoice({ target, language }: HandledRequest): string | null {
  const asked = new URLSearchParams(target?.query)
  if (!target || language === null || asked.get('lang') !== language) return null
  asked.delete('lang')
  return target.path + (asked.size > 0 ? `?${asked}` : '')
}

/**
 * Keeps the language that a reader chose with a link, and leads on to the page. The page itself cannot keep it: a public
 * page carries no cookie, so that browsers and proxies may keep the page.
 */
export function keepLanguage(handled: HandledRequest, location: string, secure: boolean): Promise<void> {
  const cookie = keptLanguage(handled.locale, secure)
  const headers = { location, 'set-cookie': cookie, 'cache-control': 'no-store' }
  return send(handled.req, handled.res, { status: 303, headers })
}
