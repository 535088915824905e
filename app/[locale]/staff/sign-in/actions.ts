'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { endOfCookie, staffBrowserCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { codeSchema } from '#domain/people/rules/person-schemas.ts'
import { askToSignIn, signInByPasskey } from '#domain/staff/passkeys/passkey-sign-in.ts'
import { askToStepUp, stepUpByPasskey } from '#domain/staff/passkeys/passkey-step-up.ts'
import { passkeyAnswerSchema } from '#domain/staff/rules/passkey-schemas.ts'
import { staffSignInInput, stepUpInput } from '#domain/staff/rules/staff-schemas.ts'
import { closeStaffSession } from '#domain/staff/sessions/staff-sessions.ts'
import { checkStaffCode, startStaffSignIn } from '#domain/staff/sign-in/staff-sign-in.ts'
import { stepUp } from '#domain/staff/sign-in/step-up.ts'
import { actionError, codeError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { defineStaffAction } from '../../../_server/actions/define-staff-action.ts'
import { keepKnownBrowser } from '../../../_server/session/known-browser.ts'
import { staffContextOrNull } from '../../../_server/session/staff-context.ts'

/** First step. The answer does not say which of address and password is wrong. */
export const givePassword = defineAction({
  input: staffSignInInput.strict(),
  secret: ['password'],
  run: async (ctx, input) => {
    const given = await startStaffSignIn(ctx, input)
    if (given.status === 'refused') return given
    const { name, options } = staffBrowserCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, given.browserToken, { ...options, expires: endOfCookie(given.expiresAt) })
    return {}
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/staff/sign-in?step=code` }),
})

/** The second step. */
export const giveCode = defineAction({
  input: codeSchema.strict(),
  secret: ['code'],
  run: async (ctx, { code }) => {
    const { env } = ctx.services
    const jar = await cookies()
    const browser = staffBrowserCookie(env)
    const session = staffCookie(env)
    const previousSession = jar.get(session.name)?.value
    const proof = await checkStaffCode(ctx, jar.get(browser.name)?.value ?? '', code, { previousSession })
    if (proof.status === 'refused') return codeError(proof)
    jar.set(session.name, proof.sessionToken, { ...session.options, expires: endOfCookie(proof.expiresAt) })
    jar.set(browser.name, '', { ...browser.options, maxAge: 0 })
    await keepKnownBrowser(ctx, proof.knownBrowser)
    return { to: proof.returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** Step-up: a fresh code for sensitive actions. */
export const confirmWithCode = defineStaffAction({
  input: stepUpInput.strict(),
  secret: ['code'],
  page: ({ returnTo }) => returnTo?.slice(3) ?? '/staff',
  run: async (ctx, { code, returnTo }) => {
    const { name, options } = staffCookie(ctx.services.env)
    const jar = await cookies()
    const result = await stepUp(ctx, jar.get(name)?.value ?? '', code)
    if (result.status === 'refused') return codeError(result)
    jar.set(name, result.sessionToken, { ...options, expires: endOfCookie(result.expiresAt) })
    return { to: returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** What the authenticators of this browser are asked to sign. */
export const askPasskeyToSignIn = defineAction({
  input: z.strictObject({}),
  run: async (ctx) => {
    const { options, browserToken, expiresAt } = await askToSignIn(ctx)
    const cookie = staffBrowserCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(cookie.name, browserToken, { ...cookie.options, expires: endOfCookie(expiresAt) })
    return { options }
  },
})

/** Signs in without password and code: the passkey stands for both. */
export const signInWithPasskey = defineAction({
  input: passkeyAnswerSchema,
  secret: ['response'],
  run: async (ctx, { response, returnTo }) => {
    const { env } = ctx.services
    const jar = await cookies()
    const browser = staffBrowserCookie(env)
    const session = staffCookie(env)
    const previousSession = jar.get(session.name)?.value
    const asked = jar.get(browser.name)?.value ?? ''
    const result = await signInByPasskey(ctx, asked, response, { previousSession })
    if (result.status === 'refused') return result
    jar.set(session.name, result.sessionToken, { ...session.options, expires: endOfCookie(result.expiresAt) })
    jar.set(browser.name, '', { ...browser.options, maxAge: 0 })
    await keepKnownBrowser(ctx, result.knownBrowser)
    return { to: returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** What the member's own passkeys are asked to sign. */
export const askPasskeyToConfirm = defineStaffAction({
  input: z.strictObject({}),
  page: () => '/staff',
  run: async (ctx) => {
    const { name } = staffCookie(ctx.services.env)
    const asked = await askToStepUp(ctx, (await cookies()).get(name)?.value ?? '')
    return asked.status === 'refused' ? actionError(asked.code) : { options: asked.options }
  },
})

/** Step-up with a passkey instead of a code. */
export const confirmWithPasskey = defineStaffAction({
  input: passkeyAnswerSchema,
  secret: ['response'],
  page: ({ returnTo }) => returnTo?.slice(3) ?? '/staff',
  run: async (ctx, { response, returnTo }) => {
    const { name, options } = staffCookie(ctx.services.env)
    const jar = await cookies()
    const result = await stepUpByPasskey(ctx, jar.get(name)?.value ?? '', response)
    if (result.status === 'refused') return result
    jar.set(name, result.sessionToken, { ...options, expires: endOfCookie(result.expiresAt) })
    return { to: returnTo ?? `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

export const signOutStaff = defineAction({
  input: z.strictObject({}),
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
