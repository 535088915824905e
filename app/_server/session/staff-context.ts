import { cookies, headers } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { cache } from 'react'
import type { StaffActor } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { isAllowed, type Permission } from '#domain/access/permissions.ts'
import { staffCookie } from '#domain/access/session-cookie.ts'
import { recordDenial } from '#domain/staff/sessions/record-denial.ts'
import {
  readStaffSession,
  type StaffSession,
  whyStaffSessionEnded,
} from '#domain/staff/sessions/staff-sessions.ts'
import type { Locale } from '#i18n/locales.ts'
import { services } from '#platform/services.ts'

/** The signed-in staff member with current roles and clearance, read once a request; null for nobody. */
export const currentStaff = cache(async (): Promise<StaffSession | null> => {
  const portal = services()
  return readStaffSession(portal, (await cookies()).get(staffCookie(portal.env).name)?.value)
})

export type StaffContext = Context & { actor: StaffActor }

/** The context of the signed-in staff member; null for nobody. For layouts and actions; pages use `staffContext`. */
export async function staffContextOrNull(locale: Locale): Promise<StaffContext | null> {
  const session = await currentStaff()
  if (!session) return null
  const requestId = (await headers()).get('x-request-id')
  const { actor } = session
  return { ...contextFor(services(), { actor, locale, ...(requestId && { requestId }) }), actor }
}

/**
 * For staff pages. Without a session it redirects to the sign-in and back to `path`; without `permission` it answers
 * 403 and records the denial. Use cases check again.
 */
export async function staffContext(
  locale: Locale,
  path: string,
  permission: Permission = 'staff-console.open',
): Promise<StaffContext> {
  const ctx = await staffContextOrNull(locale)
  if (!ctx) redirect(`/${locale}/staff/sign-in?next=${encodeURIComponent(path)}${await endedParam()}`)
  if (isAllowed(ctx.actor, permission)) return ctx
  await recordDenial(ctx, permission)
  forbidden()
}

/** For the sign-in page: why the session has ended whose cookie this browser still has. */
async function endedParam(): Promise<string> {
  const portal = services()
  const token = (await cookies()).get(staffCookie(portal.env).name)?.value
  return token ? `&ended=${await whyStaffSessionEnded(portal, token)}` : ''
}

/** Where a code is asked for again, and then back to `path`. */
export const confirmPath = (locale: Locale, path: string) =>
  `/${locale}/staff/sign-in/confirm?next=${encodeURIComponent(path)}`
