'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { browserCookie, endOfCookie, sentToCookie, sessionCookie } from '#domain/access/session-cookie.ts'
import { maskEmail } from '#domain/people/rules/mask-email.ts'
import { askSignInSchema, codeSchema } from '#domain/people/rules/person-schemas.ts'
import { askSignIn, askSignInAgain, type SignInAsked } from '#domain/people/sign-in/ask-sign-in.ts'
import { proveByCode, proveByLink, type SignedIn } from '#domain/people/sign-in/complete-sign-in.ts'
import { services } from '#platform/services.ts'
import { signIn } from '../../../auth.ts'
import { codeError } from '../../_server/actions/action-error.ts'
import { defineAction } from '../../_server/actions/define-action.ts'
import { keepKnownBrowser } from '../../_server/session/known-browser.ts'

/** The answer is the same whether the address is known or not. */
export const askToSignIn = defineAction({
  input: askSignInSchema.strict(),
  run: async (ctx, input) => {
    const asked = await askSignIn(ctx, input)
    if (asked.status === 'refused') return asked
    await keepAsked(ctx, asked, maskEmail(input.email))
    return { email: input.email }
  },
  onDone: (_, ctx) => ({ to: askedPath(ctx) }),
})

/** Another message to the address that this browser gave. */
export const sendSignInAgain = defineAction({
  input: z.strictObject({}),
  run: async (ctx) => {
    const asked = await askSignInAgain(
      ctx,
      (await cookies()).get(browserCookie(ctx.services.env).name)?.value,
    )
    if (asked.status === 'refused') return asked
    await keepAsked(ctx, asked)
    return {}
  },
  onDone: (_, ctx) => ({ to: askedPath(ctx) }),
})

const askedPath = ({ locale }: Context) => `/${locale}/sign-in?asked=1`

async function keepAsked({ services: { env } }: Context, asked: SignInAsked, sentTo?: string) {
  const browser = browserCookie(env)
  const address = sentToCookie(env, 'sign-in')
  const jar = await cookies()
  const held = sentTo ?? jar.get(address.name)?.value
  jar.set(browser.name, asked.browserToken, { ...browser.options, expires: endOfCookie(asked.expiresAt) })
  if (held) jar.set(address.name, held, { ...address.options, expires: endOfCookie(asked.expiresAt) })
}

export const signInWithCode = defineAction({
  input: codeSchema.strict(),
  secret: ['code'],
  run: async (ctx, { code }) => {
    const jar = await cookies()
    const { name } = browserCookie(services().env)
    const previousSession = jar.get(sessionCookie(services().env).name)?.value
    const proof = await proveByCode(ctx, jar.get(name)?.value ?? '', code, { previousSession })
    if (proof.status === 'refused') return codeError(proof)
    return keepSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to, always: true }),
})

export const signInWithLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
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
  run: async (ctx, { returnTo }) => {
    const to = await signIn('platform', { redirectTo: returnTo ?? `/${ctx.locale}/my`, redirect: false })
    return { to: z.string().parse(to) }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

async function keepSession(ctx: Context, proof: SignedIn) {
  const { env } = ctx.services
  const session = sessionCookie(env)
  const jar = await cookies()
  jar.set(session.name, proof.sessionToken, { ...session.options, expires: endOfCookie(proof.expiresAt) })
  for (const { name, options } of [browserCookie(env), sentToCookie(env, 'sign-in')])
    jar.set(name, '', { ...options, maxAge: 0 })
  await keepKnownBrowser(ctx, proof.knownBrowser)
  return { to: proof.returnTo ?? `/${ctx.locale}/my` }
}
