import { hostCookie } from '#domain/access/session-cookie.ts'

type Address = Parameters<typeof hostCookie>[0]

/**
 * The session of one request; its value is the token. Separate from a subject's, so that one browser can have both.
 */
export const visitorCookie = (env: Address) => hostCookie(env, 'portal.case')

/** Marks the browser that filed as a visitor or asked for a case's code; only there is the code good. */
export const verificationCookie = (env: Address) => hostCookie(env, 'portal.case-proof')
