import { expect, test } from 'vitest'
import { entryPoints } from '#app/_server/front/entry-points.ts'
import { apiRoutes } from '#app/v1/api-routes.ts'
import { permissions } from '#domain/access/permissions.ts'
import { commands } from '../../cli/commands.ts'
import { appEntryPoints, compareEntryPoints, unknownServerAddresses } from './entry-points.ts'
import { plant, project } from './project.ts'
import type { SourceTree } from './source-tree.ts'

const table = Object.keys(entryPoints)
const elsewhere = [
  ...commands.map(({ name }) => `command ${name}`),
  ...apiRoutes.map(({ method, route }) => `api ${method} ${route}`),
  // Types make the server answer exactly those of the table.
  ...table.filter((name) => /^(server|metrics) /.test(name)),
]
const compare = (tree: SourceTree) => compareEntryPoints([...appEntryPoints(tree), ...elsewhere], table)
const serverAddresses = (tree: SourceTree) => unknownServerAddresses(tree, table)

test('the table names every entry point of the project and nothing else', () => {
  expect(table.length).toBeGreaterThan(100)
  expect(compare(project)).toEqual([])
})

test('the server compares requests only with addresses of the table', () => {
  expect(serverAddresses(project)).toEqual([])
})

const action = 'async () => {}'
test.each([
  ['a constant', `export const planted = ${action}`],
  ['a function', 'export async function planted() {}'],
  ['a later export', `const planted = ${action}\nexport { planted }`],
  ['another name', `const local = ${action}\nexport { local as planted }`],
  ['a re-export', `export { planted } from './other.ts'`],
  ['several at once', `export const { planted } = { planted: ${action} }`],
])('finds an action that is missing in the table, exported as %s', (_, text) => {
  expect(plant(compare, { 'app/[locale]/planted/actions.ts': text })).toEqual([
    'action planted: missing in the table',
  ])
})

test.each([
  ['a default export', 'actions.ts', `export default ${action}`, 'action default'],
  ['a re-export of everything', 'actions.ts', `export * from './other.ts'`, 'action *'],
  ['a page', 'page.tsx', 'export default () => null', 'page /planted'],
  ['a route', 'route.ts', 'const handler = () => {}\nexport { handler as PUT }', 'route PUT /planted'],
])('finds %s that is missing in the table', (_, file, text, name) => {
  expect(plant(compare, { [`app/[locale]/planted/${file}`]: text })).toEqual([
    `${name}: missing in the table`,
  ])
})

test('finds a name without an entry point, and two actions of one name', () => {
  expect(compareEntryPoints([], ['page /planted'])).toEqual(['page /planted: does not exist'])
  expect(compareEntryPoints(['action a', 'action a'], ['action a'])).toEqual(['action a: exists twice'])
})

test.each([
  ['server.ts', `if (path === '/humans.txt') answer()`],
  ['app/_server/front/planted.ts', `if (path.startsWith('/internal/')) answer()`],
  ['app/_server/front/planted.ts', `switch (path) { case '/health/deep': answer() }`],
  ['app/_server/front/planted.ts', `export const more = { '/well-known/other': answer }`],
])('finds an answer of the server that is missing in the table: %s', (path, text) => {
  expect(plant(serverAddresses, { [path]: text })).toEqual([expect.stringContaining('is not an entry point')])
})

test('every permission of the table of entry points exists', () => {
  const unknown = Object.entries(entryPoints).filter(([, name]) => name !== 'open' && !(name in permissions))
  expect(unknown).toEqual([])
})

test('every permission is asked for somewhere', () => {
  const texts = [...project.files.values()]
    .filter(
      ({ path }) =>
        /^(domain|app|platform|cli)\//.test(path) && !/permissions|entry-points|\.test\./.test(path),
    )
    .map(({ text }) => text)
    .join('\n')
  expect(Object.keys(permissions).filter((permission) => !texts.includes(`'${permission}'`))).toEqual([])
})

test('every file that defines a command is in the list of commands', () => {
  const defining = [...project.files.values()].filter(
    ({ path, text }) => path.startsWith('cli/') && /: Command = \{/.test(text),
  )
  expect(defining.length).toBeGreaterThan(5)
  const listed = project.files.get('cli/commands.ts')?.imports.map(({ target }) => target) ?? []
  expect(defining.map(({ path }) => path).filter((path) => !listed.includes(path))).toEqual([])
})
