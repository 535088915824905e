import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { documentedCommands } from './documented.ts'

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

const rows = [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row]) => (row ?? '').split(' | '))
const promises = rows.filter((row) => row.length === 5 && !row[0]?.startsWith('promise'))
const commands = documentedCommands('docs/security.md')

test('each promise has a command, or a program of its own, and what it names is there', () => {
  expect(promises.length).toBeGreaterThan(15)
  const named = promises.flatMap(([, command = '']) =>
    [...command.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name ?? ''),
  )
  expect(named.filter((name) => commands.get(name)?.length !== 1)).toEqual([])
  // Backups each day is a heading that leads elsewhere.
  expect([...commands.keys()].filter((name) => !named.includes(name))).toEqual([])
  expect(promises.filter(([, command = '']) => !/[*`]/.test(command)).map(([promise]) => promise)).toEqual([])
})

test('each command of docs/security.md is taken out of it by a test', () => {
  const source = execFileSync(
    'git',
    ['grep', '--untracked', '-hE', '.', '--', 'testing/proofs', 'deploy/prove-tls.test.ts'],
    { cwd: root, encoding: 'utf8' },
  )
  const headings = [...commands.keys()]
  expect(headings.length).toBeGreaterThan(13)
  expect(headings.filter((heading) => !source.includes(`'${heading}'`))).toEqual([])
})

test('each promise has a line of the doctor and a test that breaks it', () => {
  expect(
    promises.filter((row) => !row[3] || !/`|^none: ./.test(row[4] ?? '')).map(([promise]) => promise),
  ).toEqual([])
  const named = promises.flatMap(([, , , , line = '']) =>
    [...line.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
  )
  const source = execFileSync(
    'git',
    ['grep', '--untracked', '-hoE', "(look|checkRole|checkDisk)\\('[a-z, ]+'", '--', 'cli/doctor'],
    { cwd: root, encoding: 'utf8' },
  )
  const lines = [...source.matchAll(/'([a-z, ]+)'/g)].map(([, line]) => line)
  const known: readonly unknown[] = [...lines, ...evidenceIds]
  expect(named.filter((name) => !known.includes(name))).toEqual([])
})
