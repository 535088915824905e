import type { ApiRoute } from './define-call.ts'

const anyOrigin = { 'access-control-allow-origin': '*' }
const readable = ['etag', 'retry-after', 'x-request-id'].join(', ')

/**
 * Headers with which pages of other origins may read an answer: of open calls only, never with cookies. A key belongs on
 * a server, so a page can neither send one nor read what needs one.
 */
export const crossOriginHeaders = ({ scope }: ApiRoute): Record<string, string> =>
  scope === null ? { ...anyOrigin, 'access-control-expose-headers': readable } : {}

/** The answer to a browser that asks before a page's call. */
export const preflightHeaders = (route: ApiRoute): Record<string, string> =>
  route.scope === null
    ? {
        ...anyOrigin,
        'access-control-allow-methods': route.method,
        'access-control-allow-headers': 'content-type',
        'access-control-max-age': '86400',
      }
    : {}
