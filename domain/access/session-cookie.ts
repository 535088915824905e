type Address = { APP_URL: string }

const isSecure = ({ APP_URL }: Address) => APP_URL.startsWith('https://')

// __Host- ties a cookie to this very host: no subdomain can set it, and plain http never sees it (ASVS 3.3.1-3.3.4).
export const hostCookie = (env: Address, name: string) => ({
  name: isSecure(env) ? `__Host-${name}` : name,
  options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure(env) } as const,
})

const DAY = 86_400_000

/** A cookie outlives what it opens by a day, as the rows do, so that the portal can say why it opens nothing. */
export const endOfCookie = (expiresAt: Date) => new Date(expiresAt.getTime() + DAY)

/** The session's cookie; its value is the token. Lax, since links in mails lead to pages behind it. */
export const sessionCookie = (env: Address) => hostCookie(env, 'portal.session')

/** Marks the browser that asked for a link and a code; only there is the code good. */
export const browserCookie = (env: Address) => hostCookie(env, 'portal.sign-in')

/** Marks a browser that has signed in before, for `knownBrowser`. It opens nothing. */
export const knownBrowserCookie = (env: Address) => hostCookie(env, 'portal.known-browser')

/** Where the message with the code went, masked, for the page that asks for it. */
export const sentToCookie = (env: Address, of: 'sign-in' | 'request') =>
  hostCookie(env, `portal.sent-to-${of}`)

/** The staff session: separate from a subject's, so that one browser can have both. */
export const staffCookie = (env: Address) => hostCookie(env, 'portal.staff')

/** Marks the browser that gave a password; only there is the code asked for. */
export const staffBrowserCookie = (env: Address) => hostCookie(env, 'portal.staff-sign-in')

/** Marks the browser in which an invitation is being followed; only there is the authenticator's secret shown. */
export const setUpCookie = (env: Address) => hostCookie(env, 'portal.staff-set-up')

export const sessionEnds = ['idle', 'over', 'ended'] as const

/** Why a session is none any more. `idle`: unused for too long; `over`: its time has passed; `ended`: signed out elsewhere. */
export type SessionEnd = (typeof sessionEnds)[number]

/** Of the row that a cookie names; rows of sessions that were signed out are deleted. */
export function sessionEnd(
  row: { expiresAt: Date; seenAt: Date } | undefined,
  idleMs: number,
  now: Date,
): SessionEnd {
  if (!row) return 'ended'
  if (row.expiresAt <= now) return 'over'
  return row.seenAt.getTime() <= now.getTime() - idleMs ? 'idle' : 'ended'
}
