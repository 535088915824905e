import type { IncomingHttpHeaders } from 'node:http'
import { visitor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { sessionCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { readSession } from '#domain/people/sign-in/sessions.ts'
import { visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { visitorRequestContext } from '#domain/requests/visitor/visitor-session.ts'
import { readStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { cookieValue } from '#platform/http/cookie-value.ts'
import type { Services } from '#platform/services.ts'

/**
 * Who sends files, by the cookies of a request, before its body is read: a person, the holder of one request, or a member of
 * staff. Null for nobody. Whether they may, the use case decides.
 */
export async function uploadSender(services: Services, headers: IncomingHttpHeaders): Promise<string | null> {
  const { env } = services
  const session = await readSession(services, cookieValue(headers, sessionCookie(env).name))
  if (session) return `person ${session.subjectId}`
  const ctx = contextFor(services, { actor: visitor, locale: defaultLocale })
  const held = await visitorRequestContext(ctx, cookieValue(headers, visitorCookie(env).name))
  if (held) return `request ${held.reference}`
  const staff = await readStaffSession(services, cookieValue(headers, staffCookie(env).name))
  return staff && `staff ${staff.actor.staffId}`
}
