import type { ServerResponse } from 'node:http'
import { type Messages, messages } from '#i18n/messages.ts'
import { type Answer, send } from '#platform/http/answer.ts'
import { fixedPolicy } from '#platform/http/content-security.ts'
import { type FailureWords, failurePage, failureStyleHash } from '#platform/http/failure-page.ts'
import { problem } from '../../v1/api-answer.ts'
import type { HandledRequest } from './handled-request.ts'

export type FailureStatus = keyof Messages['server']['failures']

const codes: Record<FailureStatus, string> = {
  400: 'malformed',
  401: 'signed-out',
  403: 'foreign-origin',
  404: 'not-found',
  405: 'method-not-allowed',
  413: 'too-large',
  415: 'unsupported-media-type',
  429: 'too-often',
  500: 'broken',
  503: 'try-again',
}

/**
 * Answers what cannot be served: programs get a problem, scripts of our pages a line of text, people a page in their
 * language with the request's id. Nothing of it needs the database or the framework.
 */
export async function errorResponse(
  handled: HandledRequest,
  status: FailureStatus,
  headers: Record<string, string> = {},
): Promise<void> {
  const { req, res } = handled
  dropBodyHeaders(res)
  const later: Record<string, string> = status === '503' || status === '429' ? { 'retry-after': '5' } : {}
  await send(req, res, withHeaders(failure(handled, status), { ...later, ...headers }))
}

function failure(handled: HandledRequest, status: FailureStatus): Answer {
  if (handled.isApi) return problem(Number(status), codes[status], handled.id)
  if (isFromScript(handled)) return lineForScript(handled, Number(status), codes[status])
  const words = messages[handled.locale].server.failures[status]
  const again =
    handled.target && handled.method === 'GET' ? handled.target.path + handled.target.query : undefined
  const { again: label } = messages[handled.locale].server.frame
  return plainPage(handled, Number(status), words, again ? { href: again, label } : undefined)
}

/** A page of one paragraph that needs neither the database nor the framework; a line of text for scripts of our pages. */
export function plainPage(
  handled: HandledRequest,
  status: number,
  words: FailureWords,
  further?: { href: string; label: string },
): Answer {
  const { locale, id } = handled
  const cache = { 'cache-control': 'no-store', 'content-language': locale }
  if (isFromScript(handled)) return lineForScript(handled, status, words.title)
  const csp = fixedPolicy({ styleHash: failureStyleHash, formTargets: [] })
  const frame = { ...messages[locale].server.frame, ...(further && { again: further.label }) }
  return {
    status,
    headers: { ...cache, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp },
    body: failurePage({ language: locale, words, frame, home: `/${locale}`, again: further?.href, code: id }),
  }
}

/** The script of a page posts a form; the framework passes on a line of plain text and nothing else of a failure. */
const isFromScript = ({ req }: HandledRequest) => req.headers['next-action'] !== undefined

const lineForScript = ({ locale }: HandledRequest, status: number, body: string): Answer => ({
  status,
  headers: { 'cache-control': 'no-store', 'content-language': locale, 'content-type': 'text/plain' },
  body,
})

/** Removes what another writer said of a body that is replaced. */
export function dropBodyHeaders(res: ServerResponse): void {
  for (const name of res.getHeaderNames()) if (isAboutBody(name)) res.removeHeader(name)
}

const isAboutBody = (name: string) =>
  /^(content-|transfer-encoding|etag|last-modified|link|vary|set-cookie|x-nextjs-|x-action-)/.test(name)

const withHeaders = (answer: Answer, headers: Record<string, string>): Answer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
})
