import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseArray, toArrayLiteral } from './arrays.ts'

test('any texts come back from the array literal that was made of them', () => {
  const item = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('NULL', '', '"', '\\', '{}', ',', 'a b\n'),
  )
  fc.assert(
    fc.property(fc.array(fc.option(item)), (items) => {
      expect(parseArray(toArrayLiteral(items), String)).toEqual(items)
    }),
  )
})

test('arrays as PostgreSQL writes them are read', () => {
  expect(parseArray('{1,NULL,3}', Number)).toEqual([1, null, 3])
  expect(parseArray('{}', Number)).toEqual([])
  expect(parseArray('{plain,"with \\"quotes\\"","NULL",""}', String)).toEqual([
    'plain',
    'with "quotes"',
    'NULL',
    '',
  ])
})

test('bytes, dates and arrays within arrays are written as PostgreSQL reads them', () => {
  expect(toArrayLiteral([Buffer.from([1, 255])])).toBe('{"\\\\x01ff"}')
  expect(toArrayLiteral([[1, 2], [true]])).toBe('{{"1","2"},{"true"}}')
  expect(toArrayLiteral([new Date(0)])).toBe('{"1970-01-01T00:00:00.000Z"}')
})
