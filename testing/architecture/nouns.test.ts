import { expect, test } from 'vitest'
import { checkNouns } from './nouns.ts'
import { plant, project } from './project.ts'

test('nouns and modules of the domain import each other in their order', () => {
  expect(checkNouns(project)).toEqual([])
})

test.each<[string, string, string, RegExp]>([
  [
    'a noun that imports the tables of another',
    'domain/consent/choices/planted.ts',
    `import { subject } from '#db/schema/people.ts'`,
    /tables of people belong to people/,
  ],
  [
    'SQL that names a table of another noun',
    'domain/requests/queue/planted.ts',
    'sql`SELECT 1 FROM consent_event WHERE seq > 1`',
    /consent_event is a table of consent/,
  ],
  [
    'a noun that imports a higher one',
    'domain/people/subjects/planted.ts',
    `import { choose } from '#domain/consent/choices/choose.ts'`,
    /people is below consent/,
  ],
  [
    'a module that imports a later one',
    'domain/consent/ledger/planted.ts',
    `import { choose } from '../choices/choose.ts'`,
    /ledger comes before choices/,
  ],
  [
    'a rule that reads a table',
    'domain/requests/rules/planted.ts',
    `import { request } from '#db/schema/requests.ts'`,
    /rules are pure/,
  ],
  [
    'a rule that does I/O',
    'domain/requests/deadlines/planted.ts',
    `import 'node:fs/promises'`,
    /rules are pure/,
  ],
  [
    'a rule that uses the platform',
    'domain/consent/rules/planted.ts',
    `import '#platform/log.ts'`,
    /rules are pure/,
  ],
  ['a new noun', 'domain/marketing/rules/planted.ts', 'export {}', /marketing is not a noun/],
  ['a new module', 'domain/consent/helpers/planted.ts', 'export {}', /helpers is not a module/],
  ['a file beside the modules', 'domain/consent/planted.ts', 'export {}', /belongs into a module/],
  ['a folder in a module', 'domain/consent/rules/deep/planted.ts', 'export {}', /a module has no folders/],
])('finds %s', (_, path, text, what) => {
  const found = plant(checkNouns, { [path]: text })
  expect(found.length).toBeGreaterThan(0)
  for (const breach of found) expect(breach).toMatch(what)
})

test('finds a module that grows beyond twelve files, unless the README of its noun gives a reason', () => {
  const files = Object.fromEntries(
    Array.from({ length: 13 }, (_, n) => [`domain/assurance/trust/planted-${n}.ts`, 'export {}']),
  )
  expect(plant(checkNouns, files)).toEqual([
    expect.stringMatching(/^domain\/assurance\/trust: 1\d files, more than 12$/),
  ])
  const readme = { 'domain/assurance/README.md': 'More than 12 files in `assurance`: because.' }
  expect(plant(checkNouns, { ...files, ...readme })).toEqual([])
})
