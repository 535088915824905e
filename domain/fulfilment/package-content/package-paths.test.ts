import { expect, test } from 'vitest'
import { portalItems } from '../map/portal-items.ts'
import { packagePaths, plainFileName } from './package-paths.ts'

test.each([
  ['Өтініштер', 'Өтініштер'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
  ['../../etc/passwd', 'etc passwd'],
  ['  .hidden. ', 'hidden'],
  ['line\nbreak\u202e', 'line break'],
  ['///', '_'],
  ['', '_'],
])('%j is the file name %j', (name, expected) => {
  expect(plainFileName(name)).toBe(expected)
})

test('items with the same title get different paths, in capitals or not', () => {
  const texts = {
    itemTitle: (_: string, { id }: { id: string }) => (id === 'portal.subject' ? 'same' : 'Same'),
    fieldTitle: () => '',
    categoryTitle: () => 'Folder',
    certificate: () => ({ name: '', description: '', criteria: '', score: '' }),
    filesTitle: () => '',
    page: async function* () {},
  }
  const paths = [...packagePaths(portalItems.slice(0, 3), 'kk', texts).values()].map(({ json }) => json)
  expect(paths).toEqual(['Folder/same.json', 'Folder/Same (2).json', 'Folder/Same (3).json'])
})
