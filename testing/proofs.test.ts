import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../', import.meta.url)
const text = readFileSync(new URL('docs/proofs.md', root), 'utf8')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).split('\n')
const named = [
  ...new Set([...text.matchAll(/`([\w./-]+\.(?:ts|sh|md))[ `]/g)].flatMap(([, name]) => name ?? [])),
]

test('every file that docs/proofs.md names is there', () => {
  expect(named.length).toBeGreaterThan(40)
  const missing = named.filter((name) => !files.some((file) => file === name || file.endsWith(`/${name}`)))
  expect(missing).toEqual([])
})

test('every measurement that docs/proofs.md names is there', () => {
  const benches = [...text.matchAll(/bench -- ([\w-]+)/g)].flatMap(([, name]) => name ?? [])
  expect(benches.filter((name) => !files.includes(`bench/${name}.ts`))).toEqual([])
})

test('it lists each of the thirty faults once', () => {
  const numbers = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number))
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
})
