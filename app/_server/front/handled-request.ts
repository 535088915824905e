import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Locale } from '#i18n/locales.ts'
import { languageOfPath, preferredLanguage } from '#platform/http/language.ts'
import { readTarget } from '#platform/http/request-target.ts'
import { newId } from '#platform/ids.ts'
import { routePattern } from './addresses.ts'
import { languages } from './languages.ts'

/** One request while it is being answered. */
export type HandledRequest = {
  req: IncomingMessage
  res: ServerResponse
  id: string
  method: string
  /** Null where the address is none of ours can read. */
  target: { path: string; query: string } | null
  isApi: boolean
  /** The language of the address, null without one. */
  language: Locale | null
  /** In which language this reader is answered. */
  locale: Locale
  /** The route's pattern, for the log and the metrics. */
  route: string
}

/** `secure`: people reach the portal over TLS. */
export function openHandledRequest(
  req: IncomingMessage,
  res: ServerResponse,
  { secure }: { secure: boolean },
): HandledRequest {
  const target = readTarget(req.url)
  // Of an address that cannot be read its beginning still says in which language to say so.
  const language = languageOfPath(target?.path ?? req.url?.split('?', 1)[0] ?? '', languages)
  return {
    req,
    res,
    id: newId(),
    method: req.method ?? '',
    target,
    isApi: /^\/api\/v1(\/|\?|$)/.test(req.url ?? ''),
    language,
    locale: language ?? preferredLanguage(req.headers, languages, secure),
    route: target ? routePattern(target.path) : '(unreadable)',
  }
}
