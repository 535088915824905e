'use server'

import { representativeContext } from '#domain/people/minors/represent.ts'
import { maskEmail } from '#domain/people/rules/mask-email.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { fileVisitorRequest } from '#domain/requests/visitor/file-visitor-request.ts'
import { actionError } from '../../../../../_server/actions/action-error.ts'
import { defineAction } from '../../../../../_server/actions/define-action.ts'
import { requestError, uploadedFiles } from '../../../../../_server/actions/uploaded-files.ts'
import { keepAskedByVisitor } from '../../../../../_server/session/request-access.ts'
import { subjectOf } from '../../../../../_server/session/request-context.ts'
import { filingSchema, representedFilingSchema, visitorFilingSchema } from './filing-schema.ts'

/** A request of the signed-in person. */
export const fileOwn = defineAction({
  input: filingSchema,
  run: async (ctx, input, form) => {
    subjectOf(ctx, 'requests.file')
    const result = await fileRequest(ctx, input, await uploadedFiles(form))
    if (result.status === 'refused') return requestError(result)
    return { to: `/${ctx.locale}/requests/${result.reference}?filed=1` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** A request of the signed-in representative for the minor. */
export const fileForMinor = defineAction({
  input: representedFilingSchema,
  run: async (ctx, { representationId, filing }, form) => {
    const representativeId = subjectOf(ctx, 'representatives.read')
    const acting = await representativeContext(ctx, representativeId, representationId)
    if (!acting) return actionError('gone')
    const result = await fileRequest(acting.ctx, filing, await uploadedFiles(form))
    if (result.status === 'refused') return requestError(result)
    return { to: `/${ctx.locale}/requests/${result.reference}?filed=1` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})

/** Files a visitor's request, to be verified by email. The answer is the same for every address. */
export const fileAsVisitor = defineAction({
  input: visitorFilingSchema,
  run: async (ctx, input) => {
    const asked = await fileVisitorRequest(ctx, input)
    if (asked.status === 'refused') return asked
    const { browserToken, lapsesAt: expiresAt } = asked
    await keepAskedByVisitor(ctx, { browserToken, expiresAt }, maskEmail(input.email))
    return { to: `/${ctx.locale}/requests/proof?of=${asked.reference}` }
  },
  onDone: ({ to }) => ({ to, always: true }),
})
