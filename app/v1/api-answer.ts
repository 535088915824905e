import type { IncomingHttpHeaders } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Context } from '#domain/people/context.ts'
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
  ctx: Context
}

export type ApiAnswer = { status: number; headers: Record<string, string>; body: string }

export type ApiCall = (request: ApiRequest) => Promise<ApiAnswer> | ApiAnswer

/** What a program did wrong and can mend; `errors` names the parameters. */
export class ApiRefusal extends Error {
  readonly status: number
  readonly errors: { parameter: string; code: string }[]
  constructor(status: number, code: string, errors: { parameter: string; code: string }[] = []) {
    super(code)
    this.status = status
    this.errors = errors
  }
}

/** A representation that anybody may hold and must ask again about. */
export function open(value: object | string, type = 'application/json'): ApiAnswer {
  const body = typeof value === 'string' ? value : `${JSON.stringify(value)}\n`
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'public, max-age=0, must-revalidate',
  }
  return { status: 200, headers, body }
}

/** RFC 9457. `code` is for programs, stable; there are no sentences to translate. */
export function problem(
  status: number,
  code: string,
  requestId: string,
  more: { errors?: { parameter: string; code: string }[]; headers?: Record<string, string> } = {},
): ApiAnswer {
  const errors = more.errors?.length ? { errors: more.errors } : {}
  const body = { type: 'about:blank', title: STATUS_CODES[status], status, code, ...errors, requestId }
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...more.headers },
    body: `${JSON.stringify(body)}\n`,
  }
}
