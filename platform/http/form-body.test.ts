import { describe, expect, test } from 'vitest'
import { formType, isWellFormed } from './form-body.ts'

const multipart = 'multipart/form-data; boundary=x'
const part = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const urlencoded = 'application/x-www-form-urlencoded'

test('only forms and what replaces them are taken', () => {
  expect(formType('Multipart/Form-Data; boundary=x')).toBe('multipart/form-data')
  expect(formType('text/plain;charset=UTF-8')).toBe('text/plain')
  for (const other of [undefined, '', 'application/json', 'application/xml', 'text/html'])
    expect(formType(other)).toBeNull()
})

describe('what the framework can read passes', () => {
  test.each([
    ['a form', multipart, `${part('a', 'жауап')}--x--\r\n`],
    ['an empty form', multipart, '--x--\r\n'],
    [
      'a file',
      multipart,
      '--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nq\r\n--x--\r\n',
    ],
    ['a plain form', urlencoded, 'a=%D0%B0+b&a=2'],
    ['a reply', 'text/plain;charset=UTF-8', '["$K1",{"a":"б"}]'],
  ])('%s', async (_what, type, body) => expect(await isWellFormed(Buffer.from(body), type)).toBe(true))
})

describe('what it would answer 500 to is refused', () => {
  test.each([
    ['a form that is cut', multipart, part('a', 'b')],
    ['a form of nothing', multipart, 'hello'],
    ['another boundary', multipart, '--y\r\n\r\n--y--\r\n'],
    ['no boundary', 'multipart/form-data', `${part('a', 'b')}--x--\r\n`],
    ['NUL in a field', multipart, `${part('a', 'b\0c')}--x--\r\n`],
    ['NUL in a plain form', urlencoded, 'a=%00'],
    ['201 fields', urlencoded, Array.from({ length: 201 }, (_, i) => `a${i}=1`).join('&')],
    ['a reply that is no JSON', 'text/plain', '["$K1"'],
    ['a reply into the prototype', 'text/plain', '[{"__proto__":{"a":1}}]'],
    ['a reply that says how it is compared', 'text/plain', '[{"length":{"valueOf":1}}]'],
    ['a lone surrogate', 'text/plain', '["\\ud800"]'],
    ['NUL in a reply', 'text/plain', '["\\u0000"]'],
    ['data of another type', 'application/json', '{}'],
  ])('%s', async (_what, type, body) => expect(await isWellFormed(Buffer.from(body), type)).toBe(false))

  test('bytes that are no UTF-8', async () => {
    expect(await isWellFormed(Buffer.from([0x22, 0xff, 0x22]), 'text/plain')).toBe(false)
  })
})
