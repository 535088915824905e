import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseUntrusted } from './untrusted-json.ts'

test.each([
  '{"a":[1,"b",null,{"length":{"size":2}}],"toString":true}',
  '{"length":3,"size":null,"constructor":{"valueOf":1}}',
])('%s is parsed as it is', (text) => {
  expect(parseUntrusted(text)).toEqual(JSON.parse(text))
})

test.each([
  '{"a":{"length":{"toString":1,"valueOf":1}}}',
  '[{"size":{"valueOf":null}}]',
  '{"length":{"to\\u0053tring":1}}',
  '{',
])('%s is refused', (text) => {
  expect(() => parseUntrusted(text)).toThrow(SyntaxError)
})

// If this fails, zod has learned to stop at the wrong type, and nothing need be refused.
test('a schema throws at a length that cannot be compared', () => {
  const given = JSON.parse('{"length":{"toString":1,"valueOf":1}}')
  expect(() => z.string().max(5).safeParse(given)).toThrow(TypeError)
})
