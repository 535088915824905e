import fc from 'fast-check'
import type { JsonSchema, PublishedApi } from './published-api.ts'

type Parts = {
  type?: string
  const?: unknown
  enum?: unknown[]
  oneOf?: JsonSchema[]
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  maxLength?: number
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: unknown
  items?: JsonSchema
  minItems?: number
  maxItems?: number
}

/** Values that are valid by a published schema, its bounds among them. `$ref`s are followed in the description. */
export function valuesOf(api: PublishedApi, schema: JsonSchema): fc.Arbitrary<unknown> {
  // What the shapes below cannot promise (`if`, several patterns) the schema itself decides.
  return arbitraryOf(api, schema).filter((value) => api.faultsOf(schema, value).length === 0)
}

function arbitraryOf(api: PublishedApi, schema: JsonSchema): fc.Arbitrary<unknown> {
  const given: Parts = api.resolve(schema)
  const several = given.oneOf ?? given.anyOf
  if (several) return fc.oneof(...several.map((one) => valuesOf(api, one)))
  if (given.const !== undefined) return fc.constant(given.const)
  if (given.enum) return fc.constantFrom(...given.enum)
  switch (given.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return integers(given)
    case 'string':
      return strings(given)
    case 'array':
      return fc.array(valuesOf(api, given.items ?? {}), {
        minLength: given.minItems ?? 0,
        maxLength: Math.min(given.maxItems ?? 3, 3),
      })
    case 'object':
      return objects(api, given)
    default:
      return fc.jsonValue()
  }
}

function integers({ minimum = -1_000_000, maximum = 1_000_000 }: Parts) {
  return fc.oneof(fc.constantFrom(minimum, maximum), fc.integer({ min: minimum, max: maximum }))
}

function strings({ format, pattern, allOf = [], maxLength = 200 }: Parts): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  const first =
    pattern ?? allOf.map((one) => one.pattern as string | undefined).find((one) => one !== undefined)
  // What looks ahead only forbids: it is left to the filter.
  if (first !== undefined && first !== '\\S')
    return fc.stringMatching(new RegExp(first.replace(/\(\?!.*?\)\)?/g, '')))
  const text = fc.string({ unit: 'grapheme', maxLength })
  const longest = fc.constant('ә'.repeat(maxLength))
  return fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: longest })
}

function objects(api: PublishedApi, { properties = {}, required = [], additionalProperties }: Parts) {
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, valuesOf(api, one)])),
    { requiredKeys: required },
  )
  if (additionalProperties === false) return known
  return fc
    .tuple(fc.dictionary(fc.string(), fc.jsonValue()), known)
    .map(([more, some]) => ({ ...more, ...some }))
}
