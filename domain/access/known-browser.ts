import { createHmac } from 'node:crypto'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { equal, newToken, tokenPattern } from '#platform/crypto/tokens.ts'

// A device cookie (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"): a random token, then a mark for each
// account that signed in with it. The mark proves only that; it opens nothing.

const MOST_ACCOUNTS = 8

/** A year, from the last sign-in. */
export const KNOWN_BROWSER_LASTS_MS = 365 * 86_400_000

function mark(keys: MasterKeys, token: string, account: string): string {
  const mac = createHmac('sha256', keys.derive('known browser')).update(lengthPrefixed(token, account))
  return mac.digest().subarray(0, 16).toString('base64url')
}

/** The browser's token when `account` has signed in with it before, else null. Its attempts are counted apart. */
export function knownBrowser(keys: MasterKeys, cookie: string | undefined, account: string): string | null {
  const [token = '', ...marks] = cookie?.split('.', MOST_ACCOUNTS + 1) ?? []
  if (!tokenPattern.test(token)) return null
  const wanted = Buffer.from(mark(keys, token, account))
  return marks.some((one) => equal(Buffer.from(one), wanted)) ? token : null
}

/** The cookie's value after `account` has signed in with this browser. */
export function rememberBrowser(keys: MasterKeys, cookie: string | undefined, account: string): string {
  const [held = '', ...marks] = cookie?.split('.', MOST_ACCOUNTS + 1) ?? []
  const token = tokenPattern.test(held) ? held : newToken().token
  const own = mark(keys, token, account)
  const others = token === held ? marks.filter((one) => one !== own && one.length === own.length) : []
  return [token, own, ...others].slice(0, MOST_ACCOUNTS + 1).join('.')
}
