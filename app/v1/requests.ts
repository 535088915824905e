import { z } from 'zod'
import { fileForProgram } from '#domain/requests/file/file-for-program.ts'
import { readForProgram } from '#domain/requests/view/read-for-program.ts'
import { referencePattern } from '#platform/ids.ts'
import { ApiProblem, own } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { requestAnswer, requestBody } from './request-shapes.ts'

/** POST /requests: a right used on the platform. The clock starts now. */
export const postRequest = defineCall({
  method: 'POST',
  route: '/requests',
  operationId: 'fileRequest',
  tag: 'Requests',
  summary: 'Files a request of a person; the clock of the law starts',
  scope: 'requests:write',
  body: requestBody,
  answer: requestAnswer,
  creates: true,
  idempotent: true,
  refusals: { 409: 'The key was used for another body (`idempotency-key-reused`)' },
  run: async (request, { body, idempotencyKey }) => {
    const filed = await fileForProgram(request.ctx, { ...body, message: body.message ?? '', idempotencyKey })
    if (filed.status === 'refused' && filed.code === 'key-reused')
      throw new ApiProblem(409, 'idempotency-key-reused')
    if (filed.status === 'refused')
      throw new ApiProblem(400, 'invalid-body', { errors: [{ parameter: filed.field, code: filed.code }] })
    const answer = withHref(filed.request, request.services.env.APP_URL, body.locale)
    if (filed.repeated) return own(answer)
    const created = own(answer, 201)
    const location = `${request.services.env.APP_URL}/api/v1/requests/${answer.reference}`
    return { ...created, headers: { ...created.headers, location } }
  },
})

/** GET /requests/{ref}: the status of a request; never its texts. */
export const getRequest = defineCall({
  method: 'GET',
  route: '/requests/:reference',
  operationId: 'getRequest',
  tag: 'Requests',
  summary: 'Where a request stands',
  scope: 'requests:read',
  params: z.strictObject({
    reference: z.string().meta({ pattern: referencePattern.source, examples: ['CX-7K3M-Q2'] }),
  }),
  answer: requestAnswer,
  refusals: { 404: 'No such request is known (`unknown-request`)' },
  run: async (request, { params }) => {
    const found = await readForProgram(request.ctx, params.reference)
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
