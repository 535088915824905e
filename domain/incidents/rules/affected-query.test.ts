import { expect, test } from 'vitest'
import { affectedQuerySchema, namedIn, periodOf } from './affected-query.ts'

test('separates addresses from ids of the platform, without duplicates', () => {
  expect(namedIn('A@example.kz, a@example.kz;\n p-17\tp-18 p-17')).toEqual({
    addresses: ['a@example.kz'],
    externalIds: ['p-17', 'p-18'],
  })
  expect(namedIn(' \n')).toEqual({ addresses: [], externalIds: [] })
})

test('a period is whole days of Almaty', () => {
  expect(periodOf({ from: '2026-11-01', to: '2026-11-01' })).toEqual({
    from: new Date('2026-10-31T19:00:00Z'),
    to: new Date('2026-11-01T19:00:00Z'),
  })
})

test.each([
  [{}, 'everybody', 'nothing-chosen'],
  [{ category: 'portal.request', from: '2026-11-02', to: '2026-11-01' }, 'to', 'wrong'],
])('refuses %j', (given, field, code) => {
  const parsed = affectedQuerySchema.safeParse({ reference: 'CX-7K3M-Q2', ...given })
  expect(parsed.error?.issues).toEqual([expect.objectContaining({ path: [field], message: code })])
})
