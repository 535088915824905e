import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

export type JsonSchema = Record<string, unknown>
export type Parameter = {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  schema: JsonSchema
}
type Response = {
  $ref?: string
  headers?: Record<string, { $ref: string }>
  content?: Record<string, { schema: JsonSchema }>
}
type Operation = {
  operationId: string
  security: unknown[]
  parameters?: Parameter[]
  requestBody?: { content: { 'application/json': { schema: JsonSchema; example?: unknown } } }
  responses: Record<string, Response>
}
type Description = { paths: object; components: object; webhooks: Record<string, { post: Operation }> }

/** A description of an API read from outside: what may be sent, and whether an answer is what it says. */
export function publishedApi(description: object) {
  const { paths, components, webhooks } = description as Description
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: 'api', components })

  /** What `#/components/…` names. */
  function resolve<T>(given: T): T {
    const ref = (given as { $ref?: unknown }).$ref
    if (typeof ref !== 'string') return given
    const steps = ref.replace('#/', '').split('/')
    return steps.reduce<unknown>((part, step) => (part as Record<string, unknown>)[step], { components }) as T
  }

  const compiled = new Map<JsonSchema, ReturnType<typeof ajv.compile>>()
  function faultsOf(schema: JsonSchema, value: unknown): string[] {
    const check = compiled.get(schema) ?? ajv.compile(absolute(schema))
    compiled.set(schema, check)
    if (check(value)) return []
    return (check.errors ?? []).map(({ instancePath, message, params }: ErrorObject) =>
      [instancePath, message, JSON.stringify(params)].join(' '),
    )
  }

  const operations = Object.entries(paths).flatMap(([path, calls]) =>
    Object.entries(calls as Record<string, Operation>).map(([method, one]) => ({
      method: method.toUpperCase(),
      path,
      operationId: one.operationId,
      isOpen: one.security.length === 0,
      parameters: one.parameters ?? [],
      requestBody: one.requestBody?.content['application/json'].schema,
      example: one.requestBody?.content['application/json'].example,
      responses: one.responses,
    })),
  )

  const named = (operationId: string) => {
    const found = operations.find((one) => one.operationId === operationId)
    if (!found) throw new Error(`${operationId} is not described`)
    return found
  }

  /** What an answer has that the description does not say, or lacks. */
  function faultsOfAnswer(
    operationId: string,
    answer: { status: number; headers: Headers | Record<string, string>; body: string },
  ): string[] {
    const { responses } = named(operationId)
    const described = responses[answer.status]
    if (!described) return [`status ${answer.status} is not described`]
    const { headers: declared = {}, content } = resolve(described)
    const headers = new Headers(answer.headers)
    const wrongHeaders = Object.entries(declared).flatMap(([name, ref]) => {
      const { required = false, schema } = resolve(ref) as unknown as {
        required?: boolean
        schema: JsonSchema
      }
      const value = headers.get(name)
      if (value === null) return required ? [`${name} is missing`] : []
      return faultsOf(schema, schema.type === 'integer' ? Number(value) : value)
    })
    if (!content)
      return answer.body === '' ? wrongHeaders : [...wrongHeaders, 'a body where none is described']
    const type = headers.get('content-type')?.split(';')[0] ?? ''
    const schema = content[type]?.schema
    if (!schema) return [...wrongHeaders, `${answer.status} as ${type} is not described`]
    const body: unknown = type.endsWith('json') ? JSON.parse(answer.body) : answer.body
    return [...wrongHeaders, ...faultsOf(schema, body)]
  }

  const answerSchema = (operationId: string): JsonSchema => {
    const content = named(operationId).responses[200]?.content
    return content?.['application/json']?.schema ?? {}
  }

  const webhookSchema = (type: string): JsonSchema => {
    const body = webhooks[type]?.post.requestBody
    if (!body) throw new Error(`no webhook ${type} is described`)
    return body.content['application/json'].schema
  }

  return { operations, resolve, faultsOf, faultsOfAnswer, answerSchema, webhookSchema }
}

export type PublishedApi = ReturnType<typeof publishedApi>

/** The same schema with references that can be followed from anywhere. */
const absolute = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'))
