import { z } from 'zod'

type JsonSchema = Record<string, unknown>

/** The schemas that have a name, gathered while the description is made. */
export type NamedSchemas = Record<string, JsonSchema>

/**
 * JSON Schema 2020-12, as OpenAPI 3.1 takes it, of what is sent (`input`) or answered (`output`). Schemas with an `id` in
 * their metadata become components. Throws where two schemas share a name.
 */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output', named: NamedSchemas): JsonSchema {
  const {
    $schema: _dialect,
    $defs = {},
    ...described
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  for (const [name, definition] of Object.entries($defs)) {
    const made = asComponent(definition)
    const held = named[name]
    if (held && JSON.stringify(held) !== JSON.stringify(made))
      throw new Error(`two schemas are named ${name}`)
    named[name] = made
  }
  return asComponent(described)
}

/** `$ref`s to where OpenAPI keeps what has a name. The `id` itself is no keyword of JSON Schema. */
function asComponent(schema: object): JsonSchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : value,
  )
  const { id: _id, ...rest } = JSON.parse(text) as JsonSchema
  return rest
}
