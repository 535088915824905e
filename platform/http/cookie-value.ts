import type { IncomingHttpHeaders } from 'node:http'

/** The value of a cookie that a request brings. */
export function cookieValue(
  { cookie = '' }: Pick<IncomingHttpHeaders, 'cookie'>,
  name: string,
): string | undefined {
  for (const pair of cookie.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
