/**
 * Whether a schema that limits a length would throw at this member of an object: it compares whatever is called `length` or `size`,
 * of a value of any type, and an object that says by itself what it is as a number and as a text cannot be compared.
 */
export const isIncomparable = (key: string, value: unknown): boolean =>
  (key === 'length' || key === 'size') &&
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, 'toString') || Object.hasOwn(value, 'valueOf'))

/** Parses JSON of strangers for a schema. Throws for what is no JSON, and for a member that is incomparable. */
export const parseUntrusted = (text: string): unknown =>
  JSON.parse(text, (key, value) => {
    if (isIncomparable(key, value)) throw new SyntaxError('a length that cannot be compared')
    return value
  })
