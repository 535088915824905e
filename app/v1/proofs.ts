import Negotiator from 'negotiator'
import { z } from 'zod'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { readEvidenceProof } from '#domain/assurance/trust/read-evidence-proof.ts'
import type { LogProof } from '#domain/audit/log/read-proof.ts'
import { readReceiptProof } from '#domain/consent/receipts/read-receipt.ts'
import { readVersionProof } from '#domain/policy/versions/read-version-proof.ts'
import { readDecisionProof } from '#domain/requests/view/read-decision-proof.ts'
import { INTEGER_MAX } from '#platform/column-bounds.ts'
import { referencePattern } from '#platform/ids.ts'
import { type ApiAnswer, ApiProblem, type ApiRequest, own } from './api-answer.ts'
import { defineCall } from './define-call.ts'
import { wholeNumber } from './parameters.ts'

const answer = z
  .strictObject({
    index: z.int().min(0).max(INTEGER_MAX).meta({ description: 'Its place in the log, from 0' }),
    size: z.int().min(1).max(INTEGER_MAX).meta({ description: 'How many records the signed head covers' }),
    proof: z.string().meta({
      description:
        'C2SP tlog-proof. `extra` is the entry: 16 bytes of salt and the record as JSON; the key is at /.well-known/audit-log.vkey',
    }),
  })
  .meta({ id: 'LogProof' })

const shape = {
  method: 'GET',
  answer,
  otherTypes: { 'text/plain': 'c2sp.org/tlog-proof@v1\n' },
  answerHeaders: ['Vary'],
  description: 'Records are sealed within seconds. As a `.tlog-proof` file where `text/plain` is preferred.',
} as const
const noProof = 'It is not sealed yet, or its term is over (`no-proof`)'

function answerOf(request: ApiRequest, proof: LogProof | null): ApiAnswer {
  if (!proof) throw new ApiProblem(404, 'no-proof')
  const given = own(proof)
  const offered = ['application/json', 'text/plain']
  const isText = new Negotiator({ headers: request.headers }).mediaType(offered) === 'text/plain'
  const headers = { ...given.headers, vary: 'Accept' }
  if (!isText) return { ...given, headers }
  return { ...given, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' }, body: proof.proof }
}

/** GET /receipts/{id}/proof: that the event of a receipt is in the audit log. */
export const getReceiptProof = defineCall({
  ...shape,
  route: '/receipts/:id/proof',
  operationId: 'getReceiptProof',
  tag: 'Receipts',
  summary: 'Proof that the event of a receipt is in the audit log',
  scope: 'receipts:read',
  params: z.strictObject({ id: z.uuid().meta({ examples: ['019ac1f0-7a55-7c11-8a3e-0d5b0f6f2f10'] }) }),
  refusals: { 404: `No such receipt is known (\`unknown-receipt\`). ${noProof}` },
  run: async (request, { params }) => {
    const found = await readReceiptProof(request.ctx, params.id)
    if (!found) throw new ApiProblem(404, 'unknown-receipt')
    return answerOf(request, found.proof)
  },
})

/** GET /requests/{ref}/proof: that the decision on a request is in the audit log. */
export const getDecisionProof = defineCall({
  ...shape,
  route: '/requests/:reference/proof',
  operationId: 'getRequestProof',
  tag: 'Requests',
  summary: 'Proof that the newest decision on a request is in the audit log',
  scope: 'requests:read',
  params: z.strictObject({
    reference: z.string().meta({ pattern: referencePattern.source, examples: ['CX-7K3M-Q2'] }),
  }),
  refusals: {
    404: 'No such request is known (`unknown-request`). It is not decided or not sealed yet, or its term is over (`no-proof`)',
  },
  run: async (request, { params }) => {
    const found = await readDecisionProof(request.ctx, params.reference)
    if (!found) throw new ApiProblem(404, 'unknown-request')
    return answerOf(request, found.proof)
  },
})

/** GET /policy/versions/{version}/proof: that the publication of a version is in the audit log. */
export const getVersionProof = defineCall({
  ...shape,
  route: '/policy/versions/:version/proof',
  operationId: 'getPolicyVersionProof',
  tag: 'Policy',
  summary: 'Proof that the publication of a version is in the audit log',
  scope: null,
  params: z.strictObject({ version: wholeNumber(1, 999_999).meta({ examples: [1] }) }),
  refusals: { 404: `There is no such version, or: ${noProof}` },
  run: async (request, { params }) => answerOf(request, await readVersionProof(request.ctx, params.version)),
})

/** GET /trust/{evidence}/proof: that the newest measurement is in the audit log. */
export const getEvidenceProof = defineCall({
  ...shape,
  route: '/trust/:evidence/proof',
  operationId: 'getEvidenceProof',
  tag: 'Policy',
  summary: 'Proof that the newest measurement of an evidence is in the audit log',
  scope: null,
  params: z.strictObject({ evidence: z.enum(evidenceIds).meta({ examples: ['actions-recorded'] }) }),
  refusals: { 404: `It is not measured, or its figures are withheld, or: ${noProof}` },
  run: async (request, { params }) =>
    answerOf(request, await readEvidenceProof(request.ctx, params.evidence)),
})
