'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { acceptDrift, startErasureNow } from '#domain/fulfilment/erase/advance-erasure.ts'
import { maskEmail } from '#domain/people/rules/mask-email.ts'
import { codeSchema } from '#domain/people/rules/person-schemas.ts'
import { askRequestCodeSchema, messageSchema } from '#domain/requests/forms/request-schemas.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import {
  askRequestCode,
  askRequestCodeAgain,
  closeVisitorSession,
  openRequestByCode,
} from '#domain/requests/visitor/open-visitor-request.ts'
import { verificationCookie, visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { actionError, codeError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { requestError, uploadedFiles } from '../../../_server/actions/uploaded-files.ts'
import {
  keepAskedByVisitor,
  keepVisitorSession,
  requestAccess,
} from '../../../_server/session/request-access.ts'

/** Neither a session nor the key of the request is left in this browser. */
const signedOut = actionError('signed-out')
const one = z.strictObject({ reference: z.string().max(40) })

/** Sends a code to the address by which a request was made. The answer is the same for every reference and address. */
export const askForCode = defineAction({
  input: askRequestCodeSchema,
  run: async (ctx, input) => {
    const asked = await askRequestCode(ctx, input)
    if (asked.status === 'refused') return asked
    await keepAskedByVisitor(ctx, asked, maskEmail(input.email))
    return {}
  },
  onDone: (_, ctx, { reference }) => ({ to: askedPath(ctx, reference), always: true }),
})

const askedPath = ({ locale }: Context, reference: string) =>
  `/${locale}/requests/${encodeURIComponent(reference)}?asked=1`

/** Another message to the address that this browser gave. */
export const sendCodeAgain = defineAction({
  input: one,
  run: async (ctx) => {
    const { name } = verificationCookie(ctx.services.env)
    const asked = await askRequestCodeAgain(ctx, (await cookies()).get(name)?.value)
    if (asked.status === 'refused') return asked
    await keepAskedByVisitor(ctx, asked)
    return {}
  },
  onDone: (_, ctx, { reference }) => ({ to: askedPath(ctx, reference) }),
})

export const openByCode = defineAction({
  input: codeSchema.strict(),
  secret: ['code'],
  run: async (ctx, { code }) => {
    const browserToken = (await cookies()).get(verificationCookie(ctx.services.env).name)?.value ?? ''
    const opened = await openRequestByCode(ctx, browserToken, code)
    if (opened.status === 'refused') return codeError(opened)
    return keepVisitorSession(ctx, opened)
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A message of the person; while they are waited for, their answer. */
export const writeToUs = defineAction({
  input: messageSchema,
  run: async (ctx, input, form) => {
    const access = await requestAccess(ctx.locale, input.reference)
    if (!access) return signedOut
    const result = await sendMessage(access.ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') return requestError(result)
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?sent=1#messages`,
    always: true,
  }),
})

/** A request can be cancelled until its decision is being carried out. */
export const cancelRequest = defineAction({
  input: one,
  run: async (ctx, { reference }) => {
    const access = await requestAccess(ctx.locale, reference)
    if (!access) return signedOut
    const result = await takeRequestStep(access.ctx, { step: 'cancel', reference })
    if (result.status === 'refused') return result
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?cancelled=1`,
    always: true,
  }),
})

/** Ends the cooling-off of an erasure. */
export const startErasure = defineAction({
  input: one,
  run: async (ctx, { reference }) => {
    const access = await requestAccess(ctx.locale, reference)
    if (!access) return signedOut
    const result = await startErasureNow(access.ctx, reference)
    if (result.status === 'refused') return actionError('try-again')
    return {}
  },
  onDone: (_, ctx, { reference }) => ({ to: erasurePath(ctx, reference), always: true }),
})

/** Goes on with counts that differ from the plan. */
export const continueErasure = defineAction({
  input: one,
  run: async (ctx, { reference }) => {
    const access = await requestAccess(ctx.locale, reference)
    if (!access) return signedOut
    const result = await acceptDrift(access.ctx, reference)
    if (result.status === 'refused') return actionError('try-again')
    return {}
  },
  onDone: (_, ctx, { reference }) => ({ to: erasurePath(ctx, reference), always: true }),
})

const erasurePath = ({ locale }: Context, reference: string) =>
  `/${locale}/requests/${encodeURIComponent(reference)}#erasure`

/** Takes the key of a case from this browser. */
export const closeHere = defineAction({
  input: one,
  run: async (ctx) => {
    const { name, options } = visitorCookie(ctx.services.env)
    const jar = await cookies()
    await closeVisitorSession(ctx, jar.get(name)?.value ?? '')
    jar.set(name, '', { ...options, maxAge: 0 })
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?closed=1`,
    always: true,
  }),
})
