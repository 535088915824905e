'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { proofCookie } from '#domain/requests/case-cookies.ts'
import { codeSchema } from '#domain/requests/forms.ts'
import { proveVisitorByCode, proveVisitorByLink } from '#domain/requests/prove-visitor-request.ts'
import { keepCase } from '../../../_server/case-access.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'

/** The visitor's request becomes theirs by the code, in the browser that sent it. */
export const proveByCode = defineAction({
  input: codeSchema.strict(),
  limit: 'code',
  secret: ['code'],
  run: async (ctx, { code }) => {
    const browserToken = (await cookies()).get(proofCookie(ctx.services.env).name)?.value ?? ''
    const proof = await proveVisitorByCode(ctx, browserToken, code)
    if (proof.status === 'refused')
      throw new Refused(proof.code, proof.code === 'wrong-code' ? 'code' : undefined)
    return keepCase(ctx, proof)
  },
  onDone: ({ to }) => ({ to: `${to}?filed=1`, always: true }),
})

/** The same by the link, in any browser. */
export const proveByLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  limit: 'link',
  secret: ['token'],
  run: async (ctx, { token }) => {
    const proof = await proveVisitorByLink(ctx, token)
    if (proof.status === 'refused') throw new Refused(proof.code)
    return keepCase(ctx, proof)
  },
  onDone: ({ to }) => ({ to: `${to}?filed=1`, always: true }),
})
