import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { publishedApi } from '#testing/published-api.ts'
import { apiRoutes } from './api-routes.ts'
import { examples } from './openapi/examples.ts'
import { openapi } from './openapi.ts'

const root = join(import.meta.dirname, '../..')
const described = openapi('https://privacy.example.kz')
const api = publishedApi(described)
let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portal-openapi-'))
  file = join(folder, 'openapi.json')
  writeFileSync(file, JSON.stringify(described))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs a linter on the description, with its telemetry and its search for updates off. */
function lint(program: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, program), 'lint', file, ...options],
    {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    },
  )
  return { status, said: stdout + stderr }
}

test('describes exactly the calls that there are, each under its own name', () => {
  expect(api.operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
    apiRoutes.map(({ method, route }) => `${method} ${route.replace(/:(\w+)/g, '{$1}')}`).sort(),
  )
  expect(new Set(apiRoutes.map(({ operationId }) => operationId)).size).toBe(apiRoutes.length)
})

test('has no warning of Redocly', () => {
  const { status, said } = lint(
    'node_modules/@redocly/cli/bin/cli.js',
    `--config=${join(import.meta.dirname, 'openapi/redocly.yaml')}`,
  )
  expect(said).toContain('Your API description is valid')
  expect(status).toBe(0)
})

test('has no warning and no hint of Spectral', () => {
  const { status, said } = lint(
    'node_modules/@stoplight/spectral-cli/dist/index.js',
    `--ruleset=${join(import.meta.dirname, 'openapi/spectral.yaml')}`,
    '--fail-severity=hint',
  )
  expect(said).toContain("No results with a severity of 'hint' or higher found!")
  expect(status).toBe(0)
})

test.each(api.operations)('has examples of $operationId that are valid', ({ operationId, requestBody }) => {
  const { body, answer } = examples[operationId] ?? {}
  expect(api.faultsOf(api.answerSchema(operationId), answer)).toEqual([])
  if (requestBody) expect(api.faultsOf(requestBody, body)).toEqual([])
  else expect(body).toBeUndefined()
})

test('bounds every number', () => {
  const unbounded: string[] = []
  const look = (value: unknown, place: string) => {
    if (typeof value !== 'object' || value === null) return
    const { type, minimum, maximum } = value as Record<string, unknown>
    const isNumber = type === 'integer' || type === 'number'
    const bound = (given: unknown) => typeof given === 'number' && Math.abs(given) <= 2_147_483_647
    if (isNumber && !(bound(minimum) && (bound(maximum) || place.includes('/headers/'))))
      unbounded.push(place)
    for (const [name, part] of Object.entries(value)) look(part, `${place}/${name}`)
  }
  look(described, '')
  expect(unbounded).toEqual([])
})
