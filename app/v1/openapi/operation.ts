import type { z } from 'zod'
import { type ApiRoute, idempotencyKeySchema } from '../define-call.ts'
import { examples } from './examples.ts'
import { type HeaderName, headerRefs } from './headers.ts'
import { problemRef, refusalResponse, type SharedStatus } from './problems.ts'
import { type NamedSchemas, schemaOf } from './schema-of.ts'

/** A parameter's description and examples stand beside its schema, where tools look for them. */
function parameter(place: 'path' | 'query' | 'header', name: string, schema: object, more: object = {}) {
  const {
    description,
    examples: [example] = [],
    ...rest
  } = schema as {
    description?: string
    examples?: unknown[]
  }
  return {
    name,
    in: place,
    required: place === 'path',
    ...(description && { description }),
    schema: rest,
    ...(example !== undefined && { example }),
    ...more,
  }
}

function parametersOf({ params, query, idempotent }: ApiRoute, named: NamedSchemas) {
  // What was read is described, not how it is written: a number in a query is a number.
  const inPlace = (place: 'path' | 'query', shape: z.ZodObject['shape']) =>
    Object.entries(shape).map(([name, schema]) =>
      parameter(place, name, schemaOf(schema as z.ZodType, 'output', named)),
    )
  const key = parameter('header', 'Idempotency-Key', schemaOf(idempotencyKeySchema, 'input', named), {
    description:
      'The same key with the same body is answered the same and done once, for at least thirty days. Keys are told apart by program and person',
    example: 'settings-8841',
  })
  return [...inPlace('path', params.shape), ...inPlace('query', query.shape), ...(idempotent ? [key] : [])]
}

function answerOf(one: ApiRoute, named: NamedSchemas) {
  const always: HeaderName[] = ['X-Request-Id', 'Cache-Control', ...one.answerHeaders]
  const limited: HeaderName[] = one.scope
    ? ['RateLimit', 'RateLimit-Policy']
    : ['Access-Control-Allow-Origin']
  const tagged: HeaderName[] = one.method === 'GET' ? ['ETag'] : []
  const texts = Object.entries(one.otherTypes).map(([type, example]) => [
    type,
    { schema: { type: 'string' }, example },
  ])
  const json = { schema: schemaOf(one.answer, 'output', named), example: examples[one.operationId]?.answer }
  const answer = {
    description: one.summary,
    headers: headerRefs(...always, ...limited, ...tagged),
    content: { 'application/json': json, ...Object.fromEntries(texts) },
  }
  if (one.method === 'GET')
    return {
      200: answer,
      304: {
        description: 'Nothing has changed since the answer whose `ETag` was sent as `If-None-Match`',
        headers: headerRefs(...always, ...limited, ...tagged),
      },
    }
  if (!one.creates) return { 200: answer }
  return {
    200: { ...answer, description: 'It was done before under the same key: the first answer again' },
    201: { ...answer, headers: headerRefs(...always, ...limited, 'Location') },
  }
}

/** One call as OpenAPI describes it. */
export function operationOf(one: ApiRoute, named: NamedSchemas) {
  const shared: SharedStatus[] = one.scope
    ? [400, 401, 403, 405, 406, 413, 415, 429, 500, 503]
    : [400, 405, 406, 413, 415, 429, 500, 503]
  const parameters = parametersOf(one, named)
  const scope = one.scope ? `Needs a key with the scope \`${one.scope}\`.` : 'Open: needs no key.'
  return {
    operationId: one.operationId,
    tags: [one.tag],
    summary: one.summary,
    description: [one.description, scope].filter(Boolean).join('\n\n'),
    security: one.scope ? [{ key: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(one.body && {
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: schemaOf(one.body, 'input', named),
            example: examples[one.operationId]?.body,
          },
        },
      },
    }),
    responses: {
      ...answerOf(one, named),
      ...Object.fromEntries(shared.map((status) => [status, problemRef(status)])),
      ...Object.fromEntries(
        Object.entries(one.refusals).map(([status, words]) => [
          status,
          refusalResponse(Number(status), words),
        ]),
      ),
    },
  }
}
