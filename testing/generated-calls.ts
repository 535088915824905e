import fc from 'fast-check'
import type { PublishedApi } from './published-api.ts'
import { valuesOf } from './schema-values.ts'

/** What is sent with a call, by place. */
export type Given = {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  header?: Record<string, unknown>
  body?: unknown
}

/** Values that exist, by the name of their parameter. */
export type Known = Readonly<Record<string, unknown>>

/** Calls that a stranger can think of who has nothing but the description of the API. */
export function generatedCalls(api: PublishedApi, known: Known) {
  const operationOf = (operationId: string) => {
    const found = api.operations.find((one) => one.operationId === operationId)
    if (!found) throw new Error(`${operationId} is not published`)
    return found
  }

  const knownOr = (name: string, arbitrary: fc.Arbitrary<unknown>) =>
    name in known
      ? fc.oneof(
          fc.constant(null).map(() => known[name]),
          arbitrary,
        )
      : arbitrary

  /** What the description allows to be sent: every parameter, every body. */
  function validFor(operationId: string): fc.Arbitrary<Given> {
    const { parameters, requestBody } = operationOf(operationId)
    const inPlace = (place: string) => {
      const some = parameters.filter((one) => one.in === place)
      const values: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(
        some.map(({ name, schema }) => [name, knownOr(name, valuesOf(api, schema))]),
      )
      const requiredKeys = some.filter(({ required }) => required).map(({ name }) => name)
      return fc.record(values, { requiredKeys })
    }
    return fc.record({
      path: inPlace('path'),
      query: inPlace('query'),
      header: inPlace('header'),
      body: requestBody ? valuesOf(api, requestBody) : fc.constant(undefined),
    }) as fc.Arbitrary<Given>
  }

  /** A valid call with one thing changed to anything at all. */
  function hostileFor(operationId: string): fc.Arbitrary<Given> {
    const { parameters, requestBody } = operationOf(operationId)
    const spoilt = fc.oneof(
      ...parameters
        .filter((one) => one.in !== 'header')
        .map(({ name, in: place }) => hostileText.map((text) => ({ place, name, text }))),
      ...(requestBody ? [fc.tuple(fc.nat(), hostileValue).map(([at, value]) => ({ at, value }))] : []),
    )
    return fc.tuple(validFor(operationId), spoilt).map(([given, change]) => {
      if (!('at' in change))
        return { ...given, [change.place]: { ...given[change.place as 'path'], [change.name]: change.text } }
      return { ...given, body: replaced(given.body, change.at, change.value) }
    })
  }

  /** The call as HTTP, below the address of the API. */
  function requestOf(operationId: string, { path = {}, query = {}, header = {}, body }: Given, key: string) {
    const { method, path: template, isOpen } = operationOf(operationId)
    const address = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(path[name])))
    const asked = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))
    return {
      method,
      path: `${address}${asked.size > 0 ? `?${asked}` : ''}`,
      headers: {
        ...(!isOpen && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...Object.fromEntries(Object.entries(header).map(([name, value]) => [name, String(value)])),
      } as Record<string, string>,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }
  }

  /** Whether anything can be sent with it that is not as described. */
  const takesInput = (operationId: string) => {
    const { parameters, requestBody } = operationOf(operationId)
    return parameters.some((one) => one.in !== 'header') || requestBody !== undefined
  }

  return { validFor, hostileFor, requestOf, takesInput }
}

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => text !== '' && text.isWellFormed()),
  fc.constantFrom(
    '2147483648',
    '9223372036854775808',
    '1e3',
    '-1',
    '0',
    ' 1',
    'NaN',
    '__proto__',
    '\u0000',
    '%00',
  ),
  // A dot segment never leaves a client: it is no address.
  fc.constantFrom("' OR 1=1 --", 'a/b', 'a\\b', 'ә'.repeat(300), 'x'.repeat(1500)),
)

const hostileValue = fc.oneof(
  fc.jsonValue(),
  hostileText,
  fc.constantFrom(
    '.',
    '..',
    null,
    2_147_483_648,
    -1,
    1.5,
    1e300,
    Number.MAX_SAFE_INTEGER,
    [],
    {},
    '\ud800',
    '',
    true,
  ),
)

/** The value with its part number `at` (counted round) replaced. */
function replaced(value: unknown, at: number, by: unknown): unknown {
  const places: (string | number)[][] = []
  const look = (part: unknown, place: (string | number)[]) => {
    places.push(place)
    if (typeof part !== 'object' || part === null) return
    for (const [name, inner] of Object.entries(part)) look(inner, [...place, name])
  }
  look(value, [])
  const place = places[at % places.length] ?? []
  if (place.length === 0) return by
  const copy = structuredClone(value)
  const parent = place
    .slice(0, -1)
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], copy)
  Object.assign(parent as object, { [place.at(-1) ?? '']: by })
  return copy
}
