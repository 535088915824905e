'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import { askRequestCodeSchema, codeSchema, messageSchema } from '#domain/requests/forms/request-schemas.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import {
  askRequestCode,
  closeVisitorSession,
  openRequestByCode,
} from '#domain/requests/visitor/open-visitor-request.ts'
import { verificationCookie, visitorCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { actionError } from '../../../_server/actions/action-error.ts'
import { defineAction } from '../../../_server/actions/define-action.ts'
import { refusedFiles, uploadedFiles } from '../../../_server/actions/uploaded-files.ts'
import { keepVisitorSession, requestAccess } from '../../../_server/session/request-access.ts'

const notFound = actionError('not-found')

/** Sends a code to the address by which a request was made. The answer is the same for every reference and address. */
export const askForCode = defineAction({
  input: askRequestCodeSchema,
  limit: 'sign-in-ip',
  run: async (ctx, input) => {
    const asked = await askRequestCode(ctx, input)
    if (asked.status === 'refused') return asked
    const { name, options } = verificationCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, asked.browserToken, { ...options, expires: asked.expiresAt })
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?asked=1`,
    always: true,
  }),
})

export const openByCode = defineAction({
  input: codeSchema.strict(),
  limit: 'code',
  secret: ['code'],
  run: async (ctx, { code }) => {
    const browserToken = (await cookies()).get(verificationCookie(ctx.services.env).name)?.value ?? ''
    const opened = await openRequestByCode(ctx, browserToken, code)
    if (opened.status === 'refused')
      return actionError(opened.code, opened.code === 'wrong-code' ? 'code' : undefined)
    return keepVisitorSession(ctx, opened)
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A message of the person; while they are waited for, their answer. */
export const writeToUs = defineAction({
  input: messageSchema,
  limit: 'form',
  run: async (ctx, input, form) => {
    const access = await requestAccess(ctx.locale, input.reference)
    if (!access) return notFound
    const result = await sendMessage(access.ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') return actionError(result.code, refusedFiles(result.code))
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?sent=1#messages`,
    always: true,
  }),
})

const one = z.strictObject({ reference: z.string().max(40) })

/** A request can be cancelled until its decision is being carried out. */
export const cancelRequest = defineAction({
  input: one,
  limit: 'form',
  run: async (ctx, { reference }) => {
    const access = await requestAccess(ctx.locale, reference)
    if (!access) return notFound
    const result = await takeRequestStep(access.ctx, { step: 'cancel', reference })
    if (result.status === 'refused') return result
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?cancelled=1`,
    always: true,
  }),
})

/** Takes the key of a case from this browser. */
export const closeHere = defineAction({
  input: one,
  limit: 'form',
  run: async (ctx) => {
    const { name, options } = visitorCookie(ctx.services.env)
    const jar = await cookies()
    await closeVisitorSession(ctx, jar.get(name)?.value ?? '')
    jar.set(name, '', { ...options, maxAge: 0 })
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}`,
    always: true,
  }),
})
