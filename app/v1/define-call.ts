import { z } from 'zod'
import type { ApiScope } from '#domain/integrations/keys/create-api-key.ts'
import { type ApiAnswer, ApiProblem, type ApiRequest } from './api-answer.ts'
import { readQuery } from './parameters.ts'
import { readJson } from './read-json.ts'

export type ApiMethod = 'GET' | 'POST' | 'PUT'

/** One call of the API: what it takes and gives is both checked and described from here. */
export type ApiRoute = {
  method: ApiMethod
  route: string
  summary: string
  /** What the key must allow; null: open to everybody, without a key. */
  scope: ApiScope | null
  query: z.ZodObject
  body: z.ZodType | null
  answer: z.ZodType
  status: number
  /** Repeated under the same Idempotency-Key it does nothing twice. */
  idempotent: boolean
  /** What else it may answer, in words for the description. */
  refusals: Record<number, string>
  call(request: ApiRequest): Promise<ApiAnswer>
}

type Definition<Q extends z.ZodObject, B extends z.ZodType> = {
  method: ApiMethod
  route: string
  summary: string
  scope: ApiScope | null
  query?: Q
  body?: B
  answer: z.ZodType
  status?: number
  idempotent?: boolean
  refusals?: Record<number, string>
  run(
    request: ApiRequest,
    given: { query: z.infer<Q>; body: z.infer<B>; idempotencyKey: string | null },
  ): Promise<ApiAnswer>
}

const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/)
const nothing = z.object({})

/** The one way a program reaches a use case: query and body by their schemas, then the run. */
export function defineCall<Q extends z.ZodObject = typeof nothing, B extends z.ZodType = z.ZodNull>(
  given: Definition<Q, B>,
): ApiRoute {
  const {
    method,
    route,
    summary,
    scope,
    answer,
    body,
    idempotent = false,
    refusals = {},
    status = 200,
  } = given
  const query: z.ZodObject = given.query ?? nothing
  return {
    method,
    route,
    summary,
    scope,
    query,
    body: body ?? null,
    answer,
    status,
    idempotent,
    refusals,
    call: async (request) => {
      const asked = readQuery(request, query) as z.infer<Q>
      const sent = (body ? readJson(request.body, body) : null) as z.infer<B>
      return given.run(request, {
        query: asked,
        body: sent,
        idempotencyKey: idempotent ? keyOf(request) : null,
      })
    },
  }
}

function keyOf({ headers }: ApiRequest): string | null {
  const given = headers['idempotency-key']
  if (given === undefined) return null
  const parsed = idempotencyKey.safeParse(given)
  if (parsed.success) return parsed.data
  throw new ApiProblem(400, 'invalid-parameter', {
    errors: [{ parameter: 'Idempotency-Key', code: 'invalid_format' }],
  })
}
