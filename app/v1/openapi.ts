import { z } from 'zod'
import { apiScopes } from '#domain/integrations/keys/create-api-key.ts'
import { apiRoutes } from './api-routes.ts'
import type { ApiRoute } from './define-call.ts'

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'For programs; stable' }),
    errors: z.array(z.object({ parameter: z.string(), code: z.string() })).optional(),
    requestId: z.string(),
  })
  .loose()
  .meta({ description: 'RFC 9457' })

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return described
}

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const failure = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})
const text = { type: 'string' }

/** What every call may answer besides what is its own. */
function failuresOf({ scope, body, query, refusals }: ApiRoute) {
  const takes = body !== null || Object.keys(query.shape).length > 0
  return {
    ...(takes && { 400: failure('Something that was sent is wrong; `errors` names it') }),
    ...(scope && {
      401: failure('No key, or one that is unknown, expired or revoked'),
      403: failure(`The key lacks the scope \`${scope}\``),
      429: failure('Too many calls in this minute; Retry-After says when to go on'),
    }),
    ...Object.fromEntries(Object.entries(refusals).map(([status, words]) => [status, failure(words)])),
    503: failure('The database does not answer; Retry-After says when to ask again'),
  }
}

function parametersOf({ route, query, idempotent }: ApiRoute) {
  const inPath = [...route.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: text,
  }))
  const inQuery = Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(schema as z.ZodType, 'input'),
  }))
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    schema: text,
    description:
      'The same key with the same body is answered the same and done once, for at least thirty days',
  }
  return [...inPath, ...inQuery, ...(idempotent ? [key] : [])]
}

function operationOf(one: ApiRoute) {
  return {
    summary: one.summary,
    security: one.scope ? [{ key: [one.scope] }] : [],
    parameters: parametersOf(one),
    ...(one.body && { requestBody: { required: true, ...json(schemaOf(one.body, 'input')) } }),
    responses: {
      [one.status]: { description: one.summary, ...json(schemaOf(one.answer, 'output')) },
      ...failuresOf(one),
    },
  }
}

/** The API described for programs, made from what the calls themselves check. */
export function openapi(appUrl: string) {
  const paths: Record<string, Record<string, object>> = {}
  for (const one of apiRoutes) {
    const path = one.route.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: operationOf(one) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Privacy portal', version: '1' },
    servers: [{ url: `${appUrl}/api/v1` }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `A key with one or more of: ${apiScopes.join(', ')}`,
        },
      },
    },
  }
}
