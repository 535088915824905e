import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const rows = readFileSync(join(root, 'docs/asvs.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| \d/.test(line))
const filesOf = (row: string) =>
  [...row.matchAll(/`([\w./@-]+\/[\w./-]+\.[a-z]+)`/g)].map(([, file]) => file ?? '')

test('every file that the table names exists', () => {
  expect(rows.length).toBeGreaterThan(60)
  expect(rows.flatMap(filesOf).filter((file) => !existsSync(join(root, file)))).toEqual([])
})

test('every requirement has a test, or says that it is not done', () => {
  const without = rows.filter((row) => !/\| `[^|]*\.(test|spec)\.ts`[^|]*\|$/.test(row))
  expect(without.filter((row) => !row.includes('not done'))).toEqual([])
})
