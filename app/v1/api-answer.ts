import type { IncomingHttpHeaders } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Context } from '#domain/access/context.ts'
import type { DecisionCounts } from '#domain/integrations/keys/decision-counts.ts'
import type { Services } from '#platform/services.ts'

export type ApiRequest = {
  method: string
  /** Below `/api/v1`, without the query. */
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Parts of the path, by the names in its route. */
  params: Record<string, string | undefined>
  body: Buffer
  requestId: string
  services: Services
  /** Acts as the program whose key was shown; as a visitor where a call is open to everybody. */
  ctx: Context
  counts: DecisionCounts
}

export type ApiAnswer = { status: number; headers: Record<string, string>; body: string }

type Fault = { parameter: string; code: string }

/** What a program did wrong and can mend; `errors` names the parameters, `more` is what else it must know to mend it. */
export class ApiProblem extends Error {
  readonly status: number
  readonly errors: Fault[]
  readonly more: object
  readonly headers: Record<string, string>
  constructor(
    status: number,
    code: string,
    {
      errors = [],
      more = {},
      headers = {},
    }: { errors?: Fault[]; more?: object; headers?: Record<string, string> } = {},
  ) {
    super(code)
    this.status = status
    this.errors = errors
    this.more = more
    this.headers = headers
  }
}

/** A representation that anyone may cache and must revalidate. */
export function open(value: object | string, type = 'application/json'): ApiAnswer {
  const body = typeof value === 'string' ? value : `${JSON.stringify(value)}\n`
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'public, max-age=0, must-revalidate',
  }
  return { status: 200, headers, body }
}

/** For the calling program only; not cached. */
export function own(value: object, status = 200): ApiAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers, body: `${JSON.stringify(value)}\n` }
}

/** RFC 9457. `code` is for programs, stable; there are no sentences to translate. */
export function problem(
  status: number,
  code: string,
  requestId: string,
  given: { errors?: Fault[]; more?: object; headers?: Record<string, string> } = {},
): ApiAnswer {
  const errors = given.errors?.length ? { errors: given.errors } : {}
  const body = {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    code,
    ...errors,
    requestId,
    ...given.more,
  }
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...given.headers },
    body: `${JSON.stringify(body)}\n`,
  }
}
