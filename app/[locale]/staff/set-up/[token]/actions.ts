'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { endOfCookie, setUpCookie, staffCookie } from '#domain/access/session-cookie.ts'
import { codeSchema } from '#domain/people/rules/person-schemas.ts'
import { newPasswordSchema } from '#domain/staff/rules/staff-schemas.ts'
import { choosePassword, finishSetUp } from '#domain/staff/sign-in/set-up.ts'
import { type ActionError, actionError, codeError } from '../../../../_server/actions/action-error.ts'
import { defineAction } from '../../../../_server/actions/define-action.ts'
import { keepKnownBrowser } from '../../../../_server/session/known-browser.ts'

const ofLink = (error: ActionError) => (error.code === 'dead' ? { ...error, code: 'dead-link' } : error)

const tokenSchema = z.object({ token: z.string().max(100) })

/** The first step: the password. The authenticator's secret is then shown in this browser alone. */
export const setPassword = defineAction({
  input: newPasswordSchema.extend(tokenSchema.shape).strict(),
  secret: ['password', 'token'],
  run: async (ctx, { token, password }) => {
    const chosen = await choosePassword(ctx, token, password)
    if (chosen.status === 'refused')
      return chosen.code === 'password' ? actionError(chosen.fault, 'password') : ofLink(chosen)
    const { name, options } = setUpCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, chosen.browserToken, { ...options, expires: chosen.expiresAt })
    return { to: `/${ctx.locale}/staff/set-up/${token}` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A code from the authenticator completes the set-up and signs in. */
export const proveAuthenticator = defineAction({
  input: codeSchema.extend(tokenSchema.shape).strict(),
  secret: ['code', 'token'],
  run: async (ctx, { token, code }) => {
    const { env } = ctx.services
    const jar = await cookies()
    const browser = setUpCookie(env)
    const session = staffCookie(env)
    const previousSession = jar.get(session.name)?.value
    const done = await finishSetUp(ctx, token, jar.get(browser.name)?.value ?? '', code, { previousSession })
    if (done.status === 'refused') {
      return codeError(ofLink(done))
    }
    jar.set(session.name, done.sessionToken, { ...session.options, expires: endOfCookie(done.expiresAt) })
    jar.set(browser.name, '', { ...browser.options, maxAge: 0 })
    await keepKnownBrowser(ctx, done.knownBrowser)
    return { to: `/${ctx.locale}/staff` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
