import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { permissions } from '#domain/access/permissions.ts'
import { commands } from '../../../cli/commands.ts'
import { apiRoutes } from '../../v1/api-routes.ts'
import { entryPoints } from './entry-points.ts'

const root = join(import.meta.dirname, '../../..')
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'app'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter(Boolean)
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const addressOf = (file: string) =>
  file.replace(/^app(\/\[locale\])?/, '').replace(/\/(page\.tsx|route\.ts)$/, '') || '/'

const pages = files.filter((file) => file.endsWith('/page.tsx')).map((file) => `page ${addressOf(file)}`)
const routes = files
  .filter((file) => file.endsWith('/route.ts'))
  .flatMap((file) => {
    const exported = [...textOf(file).matchAll(/export (?:async function|const|\{)\s*([^\n=(]+)/g)].map(
      ([, names]) => names,
    )
    return (exported.join(' ').match(/\b(GET|POST|PUT|PATCH|DELETE)\b/g) ?? []).map(
      (method) => `route ${method} ${addressOf(file)}`,
    )
  })
const actions = files
  .filter((file) => file.endsWith('/actions.ts'))
  .flatMap((file) =>
    [...textOf(file).matchAll(/^export (?:async function|const) (\w+)/gm)].map(
      ([, name]) => `action ${name}`,
    ),
  )
const commanded = commands.map(({ name }) => `command ${name}`)
const api = apiRoutes.map(({ method, route }) => `api ${method} ${route}`)

test('every entrance is named with its permission, and nothing else is', () => {
  const found = [...pages, ...routes, ...actions, ...commanded, ...api]
  expect(found.length).toBeGreaterThan(30)
  expect(new Set(found).size).toBe(found.length)
  expect(Object.keys(entryPoints).sort()).toEqual(found.sort())
})

test('every permission that an entrance names is in the table', () => {
  const unknown = Object.entries(entryPoints).filter(([, permission]) => !(permission in permissions))
  expect(unknown).toEqual([])
})

test('every permission is asked for by some use case', () => {
  const rooms = ['domain', 'app', 'platform', 'cli']
  const asking = execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...rooms], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && !/permissions|entryPoints|\.test\./.test(file))
    .map(textOf)
    .join('\n')
  const never = Object.keys(permissions).filter((permission) => !asking.includes(`'${permission}'`))
  expect(never).toEqual([])
})

test('every file that defines a command is in the list of commands', () => {
  const listed = textOf('cli/commands.ts')
  const defining = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'cli'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && /: Command = \{/.test(textOf(file)))
  expect(defining.length).toBeGreaterThan(5)
  const forgotten = defining.filter((file) => !listed.includes(`'./${file.slice('cli/'.length)}'`))
  expect(forgotten).toEqual([])
})
