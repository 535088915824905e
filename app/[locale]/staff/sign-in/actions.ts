'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { staffBrowserCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { authenticatorCodeSchema, staffSignInInput, stepUpInput } from '#domain/staff/rules/staff-schemas.ts'
import { closeStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { checkStaffCode, startStaffSignIn } from '#domain/staff/sign-in/staff-sign-in.ts'
import { stepUp } from '#domain/staff/sign-in/step-up.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'
import { staffContextOrNull } from '../../../_server/session/staff-context.ts'

/** First step. The answer does not say which of address and password is wrong. */
export const givePassword = defineAction({
  input: staffSignInInput.strict(),
  limit: 'staff-sign-in-ip',
  secret: ['password'],
  run: async (ctx, input) => {
    const given = await startStaffSignIn(ctx, input)
    if (given.status === 'refused') return given
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
    const proof = await checkStaffCode(ctx, jar.get(browser.name)?.value ?? '', code, { previousSession })
    if (proof.status === 'refused')
      return actionError(proof.code, proof.code === 'no-match' ? 'code' : undefined)
    jar.set(session.name, proof.sessionToken, { ...session.options, expires: proof.expiresAt })
    jar.set(browser.name, '', { ...browser.options, maxAge: 0 })
    return { to: proof.returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** Step-up: a fresh code for sensitive actions. */
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
      return actionError(result.code, result.code === 'wrong-code' ? 'code' : undefined)
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
