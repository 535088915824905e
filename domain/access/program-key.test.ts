import { expect, test } from 'vitest'
import { programKey } from './program-key.ts'

test('the same key of one program is the same, of two programs not', () => {
  expect(programKey('lms', 'first')).toBe(programKey('lms', 'first'))
  expect(programKey('lms', 'first')).not.toBe(programKey('crm', 'first'))
  expect(programKey('lms', 'first')).toMatch(/^[\w-]{27}$/)
})
