import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseUntrusted } from './untrusted-json.ts'

test('JSON is parsed as it is', () => {
  const text = '{"a":[1,"b",null,{"length":{"size":2}}],"toStringed":true}'
  expect(parseUntrusted(text)).toEqual(JSON.parse(text))
})

test.each([
  '{"a":{"length":{"toString":1,"valueOf":1}}}',
  '[{"valueOf":null}]',
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{}}}',
  '{"to\\u0053tring":1}',
  '{',
])('%s is refused', (text) => {
  expect(() => parseUntrusted(text)).toThrow(SyntaxError)
})

// If this fails, zod has learned to stop at the wrong type, and two of the keys may be allowed again.
test('a schema throws at a length that cannot be compared', () => {
  const given = JSON.parse('{"length":{"toString":1,"valueOf":1}}')
  expect(() => z.string().max(5).safeParse(given)).toThrow(TypeError)
})
