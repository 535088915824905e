import { expect, test } from 'vitest'
import { type CorrectableKind, checkedCorrectionSchema, correctValue } from './correction-form.ts'

test.each<[CorrectableKind, string, unknown]>([
  [{ kind: 'text' }, '  Сөз ', { value: 'Сөз' }],
  [{ kind: 'text' }, '   ', { code: 'required' }],
  [{ kind: 'number' }, ' 1 200,5 ', { value: 1200.5 }],
  [{ kind: 'number' }, '0', { value: 0 }],
  [{ kind: 'number' }, 'twelve', { code: 'not-a-number' }],
  [{ kind: 'number' }, '9'.repeat(400), { code: 'not-a-number' }],
  [{ kind: 'yes-no' }, 'yes', { value: true }],
  [{ kind: 'yes-no' }, 'no', { value: false }],
  [{ kind: 'yes-no' }, 'maybe', { code: 'wrong' }],
  [{ kind: 'date' }, '2026-02-28', { value: '2026-02-28' }],
  [{ kind: 'date' }, '2026-02-30', { code: 'no-such-date' }],
  [{ kind: 'moment' }, '2026-02-28', { code: 'wrong' }],
  [{ kind: 'file' }, 'x', { code: 'wrong' }],
  [{ kind: 'text', profile: 'fullName' }, ' Дана   Ұлық ', { value: 'Дана Ұлық' }],
  [{ kind: 'text', profile: 'fullName' }, 'a\u202eb', { code: 'malformed' }],
  [{ kind: 'text', profile: 'phone' }, '8 701 123 45 67', { value: '+77011234567' }],
  [{ kind: 'text', profile: 'phone' }, '12', { code: 'malformed' }],
  [{ kind: 'text', profile: 'locale' }, 'en', { value: 'en' }],
  [{ kind: 'text', profile: 'locale' }, 'de', { code: 'wrong' }],
])('%j reads %j as %j', (field, typed, read) => {
  expect(correctValue(field, typed)).toEqual(read)
  const form = {
    record: 'r',
    field: 'f',
    value: typed,
    idempotencyKey: '0198c5f0-0000-7000-8000-000000000000',
  }
  const issues = checkedCorrectionSchema(field).safeParse(form).error?.issues ?? []
  expect(issues.map(({ message }) => ({ code: message }))).toEqual('code' in (read as object) ? [read] : [])
})
