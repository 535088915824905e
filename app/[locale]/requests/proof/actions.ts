'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { codeSchema } from '#domain/people/rules/person-schemas.ts'
import { sendVerificationAgain } from '#domain/requests/visitor/file-visitor-request.ts'
import { verifyVisitorByCode, verifyVisitorByLink } from '#domain/requests/visitor/verify-visitor-request.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { codeError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { keepAskedByVisitor, keepVisitorSession } from '../../../_server/session/request-access.ts'

/** The visitor's request becomes theirs by the code, in the browser that sent it. */
export const proveByCode = defineAction({
  input: codeSchema.strict(),
  secret: ['code'],
  run: async (ctx, { code }) => {
    const browserToken = (await cookies()).get(verificationCookie(ctx.services.env).name)?.value ?? ''
    const proof = await verifyVisitorByCode(ctx, browserToken, code)
    if (proof.status === 'refused') return codeError(proof)
    return keepVisitorSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to: `${to}?filed=1`, always: true }),
})

/** Another message for the request that this browser filed. */
export const sendProofAgain = defineAction({
  input: z.strictObject({}),
  run: async (ctx) => {
    const { name } = verificationCookie(ctx.services.env)
    const asked = await sendVerificationAgain(ctx, (await cookies()).get(name)?.value)
    if (asked.status === 'refused') return asked
    await keepAskedByVisitor(ctx, { browserToken: asked.browserToken, expiresAt: asked.lapsesAt })
    return { reference: asked.reference }
  },
  onDone: ({ reference }, ctx) => ({ to: `/${ctx.locale}/requests/proof?of=${reference}` }),
})

/** The same by the link, in any browser. */
export const proveByLink = defineAction({
  input: z.strictObject({ token: z.string().max(100) }),
  secret: ['token'],
  run: async (ctx, { token }) => {
    const proof = await verifyVisitorByLink(ctx, token)
    if (proof.status === 'refused') return proof
    return keepVisitorSession(ctx, proof)
  },
  onDone: ({ to }) => ({ to: `${to}?filed=1`, always: true }),
})
