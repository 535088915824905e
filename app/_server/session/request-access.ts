import { cookies } from 'next/headers'
import type { Context } from '#domain/access/context.ts'
import { endOfCookie, sentToCookie } from '#domain/access/session-cookie.ts'
import type { Represented } from '#domain/people/minors/represent.ts'
import { SESSION_LASTS_MS } from '#domain/people/sign-in/sessions.ts'
import { representedRequest } from '#domain/requests/representatives/represented-request.ts'
import { verificationCookie, visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import {
  CASE_LASTS_MS,
  type Opened,
  visitorRequestContext,
} from '#domain/requests/visitor/visitor-session.ts'
import type { Locale } from '#i18n/locales.ts'
import { parseReference } from '#platform/ids.ts'
import { currentSession, readerContext, visitorContext } from './request-context.ts'

/**
 * Who reads a request: the holder of its key in this browser; or the signed-in person, who may be its subject, the representative
 * who filed it for a minor, or somebody else.
 */
export type RequestAccess = {
  ctx: Context
  by: 'key' | 'session'
  /** The minor, where the signed-in person filed it as a representative. */
  represented: Represented | null
  /** When the person signed in, or proved the address of the request. */
  provedAt: Date
}

/** The reference in an address, in any spelling; null when it is not one. */
export function referenceIn(part: string): string | null {
  try {
    return parseReference(decodeURIComponent(part))
  } catch {
    return null
  }
}

/** The actor who may open the request; null for a visitor without its session. */
export async function requestAccess(locale: Locale, typed: string): Promise<RequestAccess | null> {
  const visitor = await visitorContext(locale)
  const token = (await cookies()).get(visitorCookie(visitor.services.env).name)?.value
  const held = token ? await visitorRequestContext(visitor, token) : null
  if (held && held.reference === parseReference(typed))
    return {
      ctx: held.ctx,
      by: 'key',
      represented: null,
      provedAt: new Date(held.expiresAt.getTime() - CASE_LASTS_MS),
    }
  const session = await currentSession()
  if (!session) return null
  const provedAt = new Date(session.expiresAt.getTime() - SESSION_LASTS_MS)
  const own = await readerContext(locale)
  const acting = await representedRequest(own, session.subjectId, typed)
  return { ctx: acting?.ctx ?? own, by: 'session', represented: acting?.represented ?? null, provedAt }
}

/** This browser has opened a request without an account, and the time for that is over. */
export async function isVisitorSessionOver(locale: Locale): Promise<boolean> {
  const visitor = await visitorContext(locale)
  const token = (await cookies()).get(visitorCookie(visitor.services.env).name)?.value
  return token !== undefined && (await visitorRequestContext(visitor, token)) === null
}

/**
 * Keeps in this browser that it asked for a code of a request: only here is the code valid. `sentTo`: the address, masked;
 * left out, it stays as it was.
 */
export async function keepAskedByVisitor(
  { services: { env } }: Context,
  asked: { browserToken: string; expiresAt: Date },
  sentTo?: string,
): Promise<void> {
  const proof = verificationCookie(env)
  const address = sentToCookie(env, 'request')
  const jar = await cookies()
  const held = sentTo ?? jar.get(address.name)?.value
  jar.set(proof.name, asked.browserToken, { ...proof.options, expires: endOfCookie(asked.expiresAt) })
  if (held) jar.set(address.name, held, { ...address.options, expires: endOfCookie(asked.expiresAt) })
}

/** Keeps the key of a case in this browser for as long as it is good, and says where the case is. */
export async function keepVisitorSession(
  { services, locale }: Context,
  opened: Opened,
): Promise<{ to: string }> {
  const key = visitorCookie(services.env)
  const jar = await cookies()
  jar.set(key.name, opened.caseToken, { ...key.options, expires: endOfCookie(opened.expiresAt) })
  for (const { name, options } of [verificationCookie(services.env), sentToCookie(services.env, 'request')])
    jar.set(name, '', { ...options, maxAge: 0 })
  return { to: `/${locale}/requests/${opened.reference}` }
}
