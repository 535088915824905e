'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { browserCookie, sessionCookie } from '#domain/access/session-cookie.ts'
import { askSignInSchema, signInCodeSchema } from '#domain/people/rules/person-schemas.ts'
import { askSignIn } from '#domain/people/sign-in/ask-sign-in.ts'
import { proveByCode, proveByLink, type SignedIn } from '#domain/people/sign-in/complete-sign-in.ts'
import { services } from '#platform/services.ts'
import { signIn } from '../../../auth.ts'
import { actionError } from '../../_server/actions/action-error.ts'
import { defineAction } from '../../_server/actions/define-action.ts'

/** The answer is the same whether the address is known or not. */
export const askToSignIn = defineAction({
  input: askSignInSchema.strict(),
  limit: 'sign-in-ip',
  run: async (ctx, input) => {
    const asked = await askSignIn(ctx, input)
    if (asked.status === 'refused') return asked
    const { name, options } = browserCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, asked.browserToken, { ...options, expires: asked.expiresAt })
    return { email: input.email }
  },
  onDone: (_, ctx) => ({ to: `/${ctx.locale}/sign-in?asked=1` }),
})

export const signInWithCode = defineAction({
  input: signInCodeSchema.strict(),
  limit: 'code',
  secret: ['code'],
  run: async (ctx, { code }) => {
    const jar = await cookies()
    const { name } = browserCookie(services().env)
    const previousSession = jar.get(sessionCookie(services().env).name)?.value
    const proof = await proveByCode(ctx, jar.get(name)?.value ?? '', code, { previousSession })
    if (proof.status === 'refused')
      return actionError(proof.code, proof.code === 'wrong-code' ? 'code' : undefined)
    return keepSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to, always: true }),
})

export const signInWithLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  limit: 'link',
  secret: ['token'],
  run: async (ctx, { token }) => {
    const jar = await cookies()
    const previousSession = jar.get(sessionCookie(services().env).name)?.value
    const proof = await proveByLink(ctx, token, { previousSession })
    if (proof.status === 'refused') return proof
    return keepSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** Leaves for the platform's single sign-on, which sends the browser back. */
export const signInThroughPlatform = defineAction({
  input: askSignInSchema.pick({ returnTo: true }).strict(),
  limit: 'sign-in-ip',
  run: async (ctx, { returnTo }) => {
    const to = await signIn('platform', { redirectTo: returnTo ?? `/${ctx.locale}/my`, redirect: false })
    return { to: z.string().parse(to) }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

async function keepSession(ctx: Context, proof: SignedIn) {
  const { env } = ctx.services
  const session = sessionCookie(env)
  const browser = browserCookie(env)
  const jar = await cookies()
  jar.set(session.name, proof.sessionToken, { ...session.options, expires: proof.expiresAt })
  jar.set(browser.name, '', { ...browser.options, maxAge: 0 })
  return { to: proof.returnTo ?? `/${ctx.locale}/my` }
}
