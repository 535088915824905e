/**
 * Keys with which an object of JSON reaches into prototypes, or says by itself what it is as a number or a text: to compare the
 * `length` of such an object, as schemas do, throws.
 */
const refusedKeys = new Set(['__proto__', 'constructor', 'toString', 'valueOf'])

export const isRefusedKey = (key: string): boolean => refusedKeys.has(key)

/** Parses JSON of strangers. Throws for what is no JSON, and for an object with a key that none of ours has. */
export const parseUntrusted = (text: string): unknown =>
  JSON.parse(text, (key, value) => {
    if (isRefusedKey(key)) throw new SyntaxError('a key that no object may have')
    return value
  })
