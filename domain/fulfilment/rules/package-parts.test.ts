import { expect, test } from 'vitest'
import { mostPartBytes, packageParts, partFileName, sliced } from './package-parts.ts'
import type { DataCategory } from './source.ts'

const room = 100
const item = (name: string, category: DataCategory, ...records: number[]) => {
  const cut = sliced(room)
  for (const bytes of records) cut.add(bytes)
  return { item: name, category, slices: cut.slices() }
}
const named = (items: ReturnType<typeof item>[]) =>
  packageParts(items, room).map((part) =>
    part.map(({ item: name, span, number }) => (span ? `${name} ${number}: ${span.from}-${span.to}` : name)),
  )

test.each([
  ['nothing is one archive', [], [[]]],
  ['what fits is one archive', [item('a', 'learning', 40), item('b', 'portal', 60)], [['a', 'b']]],
  [
    'a category that does not fit into the rest begins an archive',
    [item('a', 'learning', 40), item('b', 'portal', 30), item('c', 'portal', 31)],
    [['a'], ['b', 'c']],
  ],
  [
    'a larger category is divided by kinds of records',
    [
      item('a', 'learning', 60),
      item('b', 'learning', 40),
      item('c', 'learning', 70),
      item('d', 'portal', 10),
    ],
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a kind of records that is larger is divided by records',
    [item('a', 'portal', 10), item('b', 'learning', 60, 40, 30, 30, 50), item('c', 'technical', 50)],
    [['a'], ['b 1: 0-2'], ['b 2: 2-4'], ['b 3: 4-5', 'c']],
  ],
  [
    'a record that is larger is alone',
    [item('a', 'portal', 10, 300, 10)],
    [['a 1: 0-1'], ['a 2: 1-2'], ['a 3: 2-3']],
  ],
])('%s', (_, items, expected) => expect(named(items)).toEqual(expected))

test('no archive reaches 2 GB, which older programs cannot open', () => {
  expect(mostPartBytes).toBeLessThan(2 ** 31 - 1)
})

test('archives of one package have names of their own', () => {
  expect(partFileName('CX-1', 1, 1)).toBe('CX-1.zip')
  expect([1, 2].map((part) => partFileName('CX-1', part, 2))).toEqual(['CX-1-1-of-2.zip', 'CX-1-2-of-2.zip'])
})
