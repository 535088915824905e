'use server'

import { cookies } from 'next/headers'
import { proofCookie } from '#domain/requests/case-cookies.ts'
import { fileRequest } from '#domain/requests/file-request.ts'
import { fileVisitorRequest } from '#domain/requests/file-visitor-request.ts'
import { defineAction, Refused } from '../../../../../_server/define-action.ts'
import { subjectOf } from '../../../../../_server/request-context.ts'
import { refusedFiles, uploadedFiles } from '../../../../../_server/uploaded-files.ts'
import { filingSchema, visitorFilingSchema } from './filing-schema.ts'

/** A request of the signed-in person. */
export const fileOwn = defineAction({
  input: filingSchema,
  limit: 'form',
  run: async (ctx, input, form) => {
    subjectOf(ctx, 'requests.file')
    const result = await fileRequest(ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') throw new Refused(result.code, refusedFiles(result.code))
    return { to: `/${ctx.locale}/requests/${result.reference}?filed=1` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A visitor's request; whoever has the mailbox makes it theirs. The answer is the same for every address. */
export const fileAsVisitor = defineAction({
  input: visitorFilingSchema,
  limit: 'sign-in-ip',
  run: async (ctx, input) => {
    const asked = await fileVisitorRequest(ctx, input)
    if (asked.status === 'refused') throw new Refused(asked.code)
    const { name, options } = proofCookie(ctx.services.env)
    const jar = await cookies()
    jar.set(name, asked.browserToken, { ...options, expires: asked.lapsesAt })
    return { to: `/${ctx.locale}/requests/proof?of=${asked.reference}` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
