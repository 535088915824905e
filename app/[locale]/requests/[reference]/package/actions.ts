'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { sessionCookie } from '#domain/access/session-cookie.ts'
import { lockWithPassphrase } from '#domain/fulfilment/package/lock-with-passphrase.ts'
import { makePackageAgain } from '#domain/fulfilment/package/make-again.ts'
import { closeSession } from '#domain/people/sign-in/sessions.ts'
import { actionError } from '../../../../_server/actions/action-error.ts'
import { defineAction } from '../../../../_server/actions/define-action.ts'
import { requestAccess } from '../../../../_server/session/request-access.ts'

const one = z.strictObject({ reference: z.string().max(40) })

const packagePath = ({ locale }: Context, reference: string) =>
  `/${locale}/requests/${encodeURIComponent(reference)}/package`

/** A deleted copy is made again, with the data of today. */
export const makeCopyAgain = defineAction({
  input: one,
  run: async (ctx, { reference }) => {
    const access = await requestAccess(ctx.locale, reference)
    if (!access) return actionError('signed-out')
    const result = await makePackageAgain(access.ctx, reference)
    if (result.status === 'done') return {}
    return result.code === 'too-often' ? result : actionError('try-again')
  },
  onDone: (_, ctx, { reference }) => ({ to: packagePath(ctx, reference), always: true }),
})

/** The passphrase is in the answer, and nowhere else. */
export const lockCopy = defineAction({
  input: one,
  run: async (ctx, { reference }) => {
    const access = await requestAccess(ctx.locale, reference)
    if (!access) return actionError('signed-out')
    const result = await lockWithPassphrase(access.ctx, { reference, provedAt: access.provedAt })
    if (result.status === 'done') return { passphrase: result.passphrase }
    return result.code === 'too-often' ? result : actionError('try-again')
  },
})

/** Ends the session, so that the person signs in once more and comes back to the copy. */
export const signInForCopy = defineAction({
  input: one,
  run: async (ctx) => {
    const { name, options } = sessionCookie(ctx.services.env)
    const jar = await cookies()
    const token = jar.get(name)?.value
    if (token && ctx.actor.kind === 'subject') await closeSession(ctx, token)
    jar.set(name, '', { ...options, maxAge: 0 })
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/sign-in?next=${encodeURIComponent(packagePath(ctx, reference))}`,
    always: true,
  }),
})
