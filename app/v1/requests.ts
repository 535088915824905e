import { z } from 'zod'
import { rights } from '#domain/policy/rules/clauses.ts'
import { fileForProgram } from '#domain/requests/file/file-for-program.ts'
import { readForProgram } from '#domain/requests/file/read-for-program.ts'
import { requestStatuses, requestVariants } from '#domain/requests/rules/kinds.ts'
import { plainText } from '#platform/plain-text.ts'
import { ApiProblem, own } from './api-answer.ts'
import { externalId, locale, moment } from './choice-shapes.ts'
import { defineCall } from './define-call.ts'

const answer = z.object({
  reference: z.string(),
  subject: externalId.nullable(),
  right: z.enum(rights),
  variant: z.enum(requestVariants),
  status: z.enum(requestStatuses),
  receivedAt: moment,
  dueAt: moment.nullable().meta({ description: 'The earlier of the two below; it binds' }),
  lawDueAt: moment.nullable(),
  policyDueAt: moment.nullable(),
  closedAt: moment.nullable(),
  href: z.url().meta({ description: 'Where the person follows it' }),
})

/** POST /requests: a right used on the platform. The clock starts now. */
export const postRequest = defineCall({
  method: 'POST',
  route: '/requests',
  summary: 'Files a request of a person; the clock of the law starts',
  scope: 'requests:write',
  body: z.strictObject({
    subject: externalId,
    right: z.enum(rights),
    variant: z.enum(requestVariants).optional().meta({
      description:
        'erasure: `wish` or `unlawful`; restriction: `disputed` or `unlawful`; the first when left out',
    }),
    locale,
    message: plainText(5000).optional(),
  }),
  answer,
  status: 201,
  idempotent: true,
  refusals: { 409: 'The key was used for another body (`idempotency-key-reused`)' },
  run: async (request, { body, idempotencyKey }) => {
    const filed = await fileForProgram(request.ctx, { ...body, message: body.message ?? '', idempotencyKey })
    if (filed.status === 'refused' && filed.code === 'key-reused')
      throw new ApiProblem(409, 'idempotency-key-reused')
    if (filed.status === 'refused')
      throw new ApiProblem(400, 'invalid-body', { errors: [{ parameter: filed.field, code: filed.code }] })
    return own(withHref(filed.request, request.services.env.APP_URL, body.locale), 201)
  },
})

/** GET /requests/{ref}: where a request stands; never what was written in it. */
export const getRequest = defineCall({
  method: 'GET',
  route: '/requests/:reference',
  summary: 'Where a request stands',
  scope: 'requests:read',
  answer,
  refusals: { 404: 'No such request is known (`unknown-request`)' },
  run: async (request) => {
    const found = await readForProgram(request.ctx, request.params.reference ?? '')
    if (!found) throw new ApiProblem(404, 'unknown-request')
    return own(withHref(found, request.services.env.APP_URL, found.locale))
  },
})

function withHref<T extends { reference: string; locale: string }>(
  found: T,
  appUrl: string,
  language: string,
) {
  const { locale: _locale, ...shown } = found
  return { ...shown, href: `${appUrl}/${language}/requests/${found.reference}` }
}
