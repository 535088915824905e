'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { staffBrowserCookie, staffCookie } from '#domain/people/session-cookie.ts'
import { authenticatorCodeSchema, staffSignInInput, stepUpInput } from '#domain/people/staff/staff-schema.ts'
import { closeStaffSession } from '#domain/people/staff/staff-sessions.ts'
import { proveStaffCode, startStaffSignIn } from '#domain/people/staff/staff-sign-in.ts'
import { stepUp } from '#domain/people/staff/step-up.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'
import { defineStaffAction } from '../../../_server/define-staff-action.ts'
import { staffContextOrNull } from '../../../_server/staff-context.ts'

/** The first step. The answer is the same whatever does not match. */
export const givePassword = defineAction({
  input: staffSignInInput.strict(),
  limit: 'staff-sign-in-ip',
  secret: ['password'],
  run: async (ctx, input) => {
    const given = await startStaffSignIn(ctx, input)
    if (given.status === 'refused') throw new Refused(given.code)
    const { name, options } = staffBrowserCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, given.browserToken, { ...options, expires: given.expiresAt })
    return {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/sign-in?step=code` }),
})

/** The second step. */
export const giveCode = defineAction({
  input: authenticatorCodeSchema.strict(),
  limit: 'staff-sign-in-ip',
  secret: ['code'],
  run: async (ctx, { code }) => {
    const { env } = ctx.services
    const jar = await cookies()
    const browser = staffBrowserCookie(env)
    const session = staffCookie(env)
    const previousSession = jar.get(session.name)?.value
    const proof = await proveStaffCode(ctx, jar.get(browser.name)?.value ?? '', code, { previousSession })
    if (proof.status === 'refused')
      throw new Refused(proof.code, proof.code === 'no-match' ? 'code' : undefined)
    jar.set(session.name, proof.sessionToken, { ...session.options, expires: proof.expiresAt })
    jar.set(browser.name, '', { ...browser.options, maxAge: 0 })
    return { to: proof.returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A code given again, for what is sensitive. */
export const confirmWithCode = defineStaffAction({
  input: stepUpInput.strict(),
  limit: 'staff-sign-in-ip',
  secret: ['code'],
  page: ({ returnTo }) => returnTo?.slice(3) ?? '/staff',
  run: async (ctx, { code, returnTo }) => {
    const { name, options } = staffCookie(ctx.services.env)
    const jar = await cookies()
    const result = await stepUp(ctx, jar.get(name)?.value ?? '', code)
    if (result.status === 'refused')
      throw new Refused(result.code, result.code === 'wrong-code' ? 'code' : undefined)
    jar.set(name, result.sessionToken, { ...options, expires: result.expiresAt })
    return { to: returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

export const signOutStaff = defineAction({
  input: z.strictObject({}),
  limit: 'form',
  run: async ({ locale, services }) => {
    const { name, options } = staffCookie(services.env)
    const jar = await cookies()
    const token = jar.get(name)?.value
    const ctx = await staffContextOrNull(locale)
    // Who is signed out already is taken to the same page.
    if (ctx && token) await closeStaffSession(ctx, token)
    jar.set(name, '', { ...options, maxAge: 0 })
    return {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/sign-in?left=1`, always: true }),
})
