type Element = string | number | bigint | boolean | Date | Uint8Array | null | undefined
export type ArrayValue = readonly (Element | ArrayValue)[]

/** A JavaScript array as PostgreSQL writes arrays: `{"a",NULL,"\\x00ff"}`. The server's cast decides the type. */
export function toArrayLiteral(values: ArrayValue): string {
  return `{${values.map((value) => (isArray(value) ? toArrayLiteral(value) : quoted(value))).join(',')}}`
}

const isArray = (value: Element | ArrayValue): value is ArrayValue => Array.isArray(value)

function quoted(value: Element): string {
  if (value === null || value === undefined) return 'NULL'
  return `"${textOf(value).replace(/[\\"]/g, '\\$&')}"`
}

function textOf(value: NonNullable<Element>): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
  return String(value)
}

/** Reads what `toArrayLiteral` and PostgreSQL write, of one dimension; `element` makes each text a value. */
export function parseArray<T>(literal: string, element: (text: string) => T): (T | null)[] {
  const items: (T | null)[] = []
  // Quoted: anything up to a bare quote, with a backslash guarding one sign. Bare: up to a comma or the end.
  for (const [, inQuotes, bare] of literal.slice(1, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^,"]+)/gs)) {
    if (inQuotes !== undefined) items.push(element(inQuotes.replace(/\\(.)/gs, '$1')))
    else items.push(bare === undefined || bare === 'NULL' ? null : element(bare))
  }
  return items
}

const reader = <T>(oid: number, element: (text: string) => T) => ({
  to: oid,
  from: [oid],
  serialize: (literal: string) => literal,
  parse: (literal: string) => parseArray(literal, element),
})

/**
 * Array types for the driver, which would otherwise ask every new connection for them. Big integers and numerics stay
 * text, as they are outside arrays.
 */
export const arrayTypes = {
  boolArray: reader(1000, (text) => text === 't'),
  byteaArray: reader(1001, (text) => Buffer.from(text.slice(2), 'hex')),
  int2Array: reader(1005, Number),
  int4Array: reader(1007, Number),
  textArray: reader(1009, String),
  varcharArray: reader(1015, String),
  int8Array: reader(1016, String),
  uuidArray: reader(2951, String),
}
