import Negotiator from 'negotiator'
import { z } from 'zod'
import type { ApiScope } from '#domain/integrations/rules/integration-schemas.ts'
import { type ApiAnswer, ApiProblem, type ApiRequest } from './api-answer.ts'
import { readParams, readQuery } from './parameters.ts'
import { readJson } from './read-json.ts'

export type ApiMethod = 'GET' | 'POST' | 'PUT'

export const apiTags = ['Policy', 'Choices', 'Decisions', 'Receipts', 'Requests', 'Description'] as const

/** What a call is for, in the description; nothing of it changes how the call works. */
type Described = {
  operationId: string
  tag: (typeof apiTags)[number]
  summary: string
  description?: string
}

/** One call of the API: what it takes and gives is both checked and described from here. */
export type ApiRoute = Described & {
  method: ApiMethod
  route: string
  /** What the key must allow; null: open to everybody, without a key. */
  scope: ApiScope | null
  params: z.ZodObject
  query: z.ZodObject
  body: z.ZodType | null
  answer: z.ZodType
  /** The same answer in other media types, by the name of the type. */
  otherTypes: Record<string, string>
  /** Answers 201 with `Location` the first time, 200 when it is repeated. */
  creates: boolean
  /** Repeated under the same Idempotency-Key it does nothing twice. */
  idempotent: boolean
  /** Headers of an answer besides those that every answer has. */
  answerHeaders: readonly ('Content-Language' | 'Vary')[]
  /** Other possible answers, described in words. */
  refusals: Record<number, string>
  call(request: ApiRequest): Promise<ApiAnswer>
}

type Definition<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodType,
  A extends z.ZodType,
> = Described & {
  method: ApiMethod
  route: string
  scope: ApiScope | null
  params?: P
  query?: Q
  body?: B
  /** What is taken in, where it is more than `body` says: a bad part is then refused by `run`, alone. */
  accepts?: A
  answer: z.ZodType
  otherTypes?: Record<string, string>
  creates?: boolean
  idempotent?: boolean
  answerHeaders?: ApiRoute['answerHeaders']
  refusals?: Record<number, string>
  run(
    request: ApiRequest,
    given: {
      params: z.infer<P>
      query: z.infer<Q>
      body: z.infer<A>
      idempotencyKey: string | null
    },
  ): Promise<ApiAnswer>
}

export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7e]{1,200}$/)
const nothing = z.strictObject({})

/** The one way a program reaches a use case: address, query and body by their schemas, then the run. */
export function defineCall<
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  B extends z.ZodType = z.ZodNull,
  A extends z.ZodType = B,
>(given: Definition<P, Q, B, A>): ApiRoute {
  const { run, body, accepts = body, idempotent = false, ...described } = given
  const params: z.ZodObject = given.params ?? nothing
  const query: z.ZodObject = given.query ?? nothing
  return {
    otherTypes: {},
    creates: false,
    answerHeaders: [],
    refusals: {},
    ...described,
    params,
    query,
    body: body ?? null,
    idempotent,
    call: async (request) => {
      refuseOtherTypes(request, ['application/json', ...Object.keys(described.otherTypes ?? {})])
      const named = readParams(request, params) as z.infer<P>
      const asked = readQuery(request, query) as z.infer<Q>
      const sent = (accepts ? readJson(request.body, accepts) : null) as z.infer<A>
      return run(request, {
        params: named,
        query: asked,
        body: sent,
        idempotencyKey: idempotent ? keyOf(request) : null,
      })
    },
  }
}

/** 406 for a program that takes none of the types that a call can answer in. */
function refuseOtherTypes({ headers: { accept } }: ApiRequest, types: string[]): void {
  if (accept === undefined || new Negotiator({ headers: { accept } }).mediaTypes(types).length > 0) return
  throw new ApiProblem(406, 'not-acceptable', { more: { types } })
}

function keyOf({ headers }: ApiRequest): string | null {
  const given = headers['idempotency-key']
  if (given === undefined) return null
  const parsed = idempotencyKeySchema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ApiProblem(400, 'invalid-parameter', {
    errors: [{ parameter: 'Idempotency-Key', code: 'invalid_format' }],
  })
}
