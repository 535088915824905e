import { expect, test } from 'vitest'
import { plant, project } from './project.ts'
import { checkSources } from './source-laws.ts'

test('server actions, SQL text, programs and names keep their laws', () =>
  expect(checkSources(project)).toEqual([]))

test.each([
  ['a server action outside actions.ts', 'app/[locale]/planted/form.tsx', '"use server"'],
  ['a server action outside app/', 'domain/access/actions.ts', `'use server'`],
  ['SQL made from values', 'domain/access/planted.ts', 'sql.raw(name)'],
  ['a program in a shell', 'platform/planted.ts', "exec('rm ' + file)"],
  ['a shell by an option', 'platform/planted.ts', "spawn('tar', [], { shell: true })"],
  ['a file of helpers', 'domain/access/helpers.ts', 'export {}'],
])('finds %s', (_, path, text) => {
  expect(plant(checkSources, { [path]: text })).toEqual([expect.stringContaining(path)])
})
