'use server'

import { cookies } from 'next/headers'
import { z } from 'zod'
import type { Context } from '#domain/people/context.ts'
import { caseCookie, proofCookie } from '#domain/requests/case-cookies.ts'
import { askCaseCodeSchema, codeSchema, messageSchema } from '#domain/requests/forms.ts'
import { askCaseCode, closeCase, openCaseByCode } from '#domain/requests/open-visitor-case.ts'
import { sendMessage } from '#domain/requests/send-message.ts'
import { takeRequestStep } from '#domain/requests/take-request-step.ts'
import { caseAccess, keepCase } from '../../../_server/case-access.ts'
import { defineAction, Refused } from '../../../_server/define-action.ts'
import { refusedFiles, uploadedFiles } from '../../../_server/uploaded-files.ts'

/** Sends a code to the address by which a request was made. The answer is the same for every reference and address. */
export const askForCode = defineAction({
  input: askCaseCodeSchema,
  limit: 'sign-in-ip',
  run: async (ctx, input) => {
    const asked = await askCaseCode(ctx, input)
    if (asked.status === 'refused') throw new Refused(asked.code)
    const { name, options } = proofCookie(ctx.services.env)
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
    const browserToken = (await cookies()).get(proofCookie(ctx.services.env).name)?.value ?? ''
    const opened = await openCaseByCode(ctx, browserToken, code)
    if (opened.status === 'refused')
      throw new Refused(opened.code, opened.code === 'wrong-code' ? 'code' : undefined)
    return keepCase(ctx, opened)
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A message of the person; while they are waited for, their answer. */
export const writeToUs = defineAction({
  input: messageSchema,
  limit: 'form',
  run: async (ctx, input, form) => {
    const result = await sendMessage(await theirs(ctx, input.reference), input, await uploadedFiles(form))
    if (result.status === 'refused') throw new Refused(result.code, refusedFiles(result.code))
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}?sent=1#messages`,
    always: true,
  }),
})

const one = z.strictObject({ reference: z.string().max(40) })

/** Whatever has happened since the page was shown: only what is being carried out cannot be cancelled any more. */
export const cancelRequest = defineAction({
  input: one,
  limit: 'form',
  run: async (ctx, { reference }) => {
    const result = await takeRequestStep(await theirs(ctx, reference), { step: 'cancel', reference })
    if (result.status === 'refused') throw new Refused(result.code)
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
    const { name, options } = caseCookie(ctx.services.env)
    const jar = await cookies()
    await closeCase(ctx, jar.get(name)?.value ?? '')
    jar.set(name, '', { ...options, maxAge: 0 })
    return {}
  },
  onDone: (_, ctx, { reference }) => ({
    to: `/${ctx.locale}/requests/${encodeURIComponent(reference)}`,
    always: true,
  }),
})

/** The context that reaches the request, if any does. */
async function theirs(ctx: Context, reference: string): Promise<Context> {
  const access = await caseAccess(ctx.locale, reference)
  if (!access) throw new Refused('not-found')
  return access.ctx
}
