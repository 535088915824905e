'use server'

import { cookies } from 'next/headers'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { fileVisitorRequest } from '#domain/requests/visitor/file-visitor-request.ts'
import { verificationCookie } from '#domain/requests/visitor/visitor-cookies.ts'
import { actionError } from '../../../../../_server/actions/action-error.ts'
import { defineAction } from '../../../../../_server/actions/define-action.ts'
import { refusedFiles, uploadedFiles } from '../../../../../_server/actions/uploaded-files.ts'
import { subjectOf } from '../../../../../_server/session/request-context.ts'
import { filingSchema, visitorFilingSchema } from './filing-schema.ts'

/** A request of the signed-in person. */
export const fileOwn = defineAction({
  input: filingSchema,
  limit: 'form',
  run: async (ctx, input, form) => {
    subjectOf(ctx, 'requests.file')
    const result = await fileRequest(ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') return actionError(result.code, refusedFiles(result.code))
    return { to: `/${ctx.locale}/requests/${result.reference}?filed=1` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** Files a visitor's request, to be verified by email. The answer is the same for every address. */
export const fileAsVisitor = defineAction({
  input: visitorFilingSchema,
  limit: 'sign-in-ip',
  run: async (ctx, input) => {
    const asked = await fileVisitorRequest(ctx, input)
    if (asked.status === 'refused') return asked
    const { name, options } = verificationCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, asked.browserToken, { ...options, expires: asked.lapsesAt })
    return { to: `/${ctx.locale}/requests/proof?of=${asked.reference}` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
