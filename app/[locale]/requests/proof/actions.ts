'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { codeSchema } from '#domain/requests/forms/request-schemas.ts'
import { verifyVisitorByCode, verifyVisitorByLink } from '#domain/requests/visitor/verify-visitor-request.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { keepVisitorSession } from '../../../_server/session/request-access.ts'

/** The visitor's request becomes theirs by the code, in the browser that sent it. */
export const proveByCode = defineAction({
  input: codeSchema.strict(),
  limit: 'code',
  secret: ['code'],
  run: async (ctx, { code }) => {
    const browserToken = (await cookies()).get(verificationCookie(ctx.services.env).name)?.value ?? ''
    const proof = await verifyVisitorByCode(ctx, browserToken, code)
    if (proof.status === 'refused')
      return actionError(proof.code, proof.code === 'wrong-code' ? 'code' : undefined)
    return keepVisitorSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to: `${to}?filed=1`, always: true }),
})

/** The same by the link, in any browser. */
export const proveByLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  limit: 'link',
  secret: ['token'],
  run: async (ctx, { token }) => {
    const proof = await verifyVisitorByLink(ctx, token)
    if (proof.status === 'refused') return proof
    return keepVisitorSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to: `${to}?filed=1`, always: true }),
})
