import { expect, it } from 'vitest'
import { maskEmail } from './mask-email.ts'

it.each([
  ['aliya@example.kz', 'al…a@example.kz'],
  ['asel@example.kz', 'a…l@example.kz'],
  ['ab@example.kz', 'a…@example.kz'],
  ['a@example.kz', 'a…@example.kz'],
  ['"a@b"@example.kz', '"a…"@example.kz'],
])('%s is shown as %s', (address, shown) => {
  expect(maskEmail(address)).toBe(shown)
})
