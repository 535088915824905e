import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { publishVersion } from '#domain/policy/versions/publish-version.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { apiRoutes } from './api-routes.ts'
import { openapi } from './openapi.ts'
import { type Api, createApi } from './router.ts'

let db: TestDatabase
let services: Services
let api: Api

beforeAll(async () => {
  db = await testDatabase()
  services = testServices(db.app, db.appUrl, { APP_URL: 'http://localhost:4997' })
  api = createApi(services)
  const owner = { ...services, database: db.owner }
  const ctx = contextFor(owner, { actor: { kind: 'system', task: 'test' }, locale: 'kk' })
  const clause = { id: 'rights.access', title: 'Доступ', body: 'Копия за 30 дней.' }
  const text = { title: 'Т', introduction: 'В', parts: [{ id: 'rights', title: 'П', clauses: [clause] }] }
  await publishVersion(ctx, {
    version: 1,
    lastUpdatedOn: '2025-01-15',
    effectiveOn: null,
    material: false,
    summary: { kk: 'бірінші', ru: 'первая', en: 'first' },
    texts: { kk: text, ru: text, en: text },
  })
})
afterAll(() => db.close())

async function get(address: string, headers: Record<string, string> = {}) {
  const [path = '', query] = address.split('?')
  const asked = {
    method: 'GET',
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.alloc(0),
    requestId: 'r',
    network: '203.0.113.1',
  }
  return api(asked)
}

test('the description holds exactly the calls that there are', () => {
  const described = Object.entries(openapi('http://x').paths).flatMap(([path, calls]) =>
    Object.keys(calls).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.sort()).toEqual(
    apiRoutes.map(({ method, route }) => `${method} ${route.replace(/:(\w+)/g, '{$1}')}`).sort(),
  )
})

test('a version of the policy: its clauses with addresses that can be opened', async () => {
  const answer = await get('/policy?locale=ru')
  expect(answer.headers).toMatchObject({ 'content-language': 'ru', vary: 'Accept' })
  const policy = JSON.parse(answer.body)
  expect(policy).toMatchObject({ version: 1, locale: 'ru', lastUpdatedOn: '2025-01-15', effectiveOn: null })
  expect(policy.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(policy.parts[0].clauses[0]).toMatchObject({
    id: 'rights.access',
    href: 'http://localhost:4997/ru/policy#rights.access',
    actions: [{ name: 'access', href: 'http://localhost:4997/ru/requests/new/access/form' }],
  })
  expect(JSON.parse((await get('/policy?locale=ru&version=1')).body)).toEqual(policy)
  expect((await get('/policy?version=2')).status).toBe(404)
})

test('as Markdown by parameter or by header; the parameter wins', async () => {
  const markdown = await get('/policy?locale=ru&format=markdown')
  expect(markdown.headers['content-type']).toBe('text/markdown; charset=utf-8')
  expect(markdown.body).toContain('<a id="rights.access"></a>Доступ')
  expect((await get('/policy?locale=ru', { accept: 'text/markdown' })).body).toBe(markdown.body)
  const json = await get('/policy?locale=ru&format=json', { accept: 'text/markdown' })
  expect(json.headers['content-type']).toBe('application/json; charset=utf-8')
})

test('lists are pages', async () => {
  const versions = JSON.parse((await get('/policy/versions?locale=en')).body)
  expect(versions).toMatchObject({ items: [{ version: 1, summary: 'first' }], next: null })
  const purposes = JSON.parse((await get('/purposes')).body)
  expect(purposes.items).toHaveLength(7)
  expect(purposes.next).toBeNull()
})

test('a wrong parameter is named', async () => {
  for (const [address, parameter] of [
    ['/policy?locale=de', 'locale'],
    ['/policy?version=-1', 'version'],
    ['/policy?version=1e3', 'version'],
    ['/policy?format=xml', 'format'],
    ['/purposes?locale=ru&locale=kk', 'locale'],
    ['/policy?locale=__proto__', 'locale'],
    ['/policy?lang=ru', 'lang'],
    ['/openapi.json?constructor=1', 'constructor'],
  ]) {
    const answer = await get(address ?? '')
    expect([address, answer.status]).toEqual([address, 400])
    expect(JSON.parse(answer.body).errors[0].parameter).toBe(parameter)
  }
})

test('a page of another origin reads what is open, and nothing that needs a key', async () => {
  const ask = (method: string, path: string, wanted?: string) =>
    api({
      method,
      path,
      query: new URLSearchParams(),
      headers: { origin: 'https://school.kz', ...(wanted && { 'access-control-request-method': wanted }) },
      body: Buffer.alloc(0),
      requestId: 'r',
      network: '203.0.113.1',
    })
  const allowed = async (method: string, path: string, wanted?: string) => {
    const { headers } = await ask(method, path, wanted)
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
    return headers['access-control-allow-origin']
  }
  for (const { method, route, scope } of apiRoutes) {
    const path = route.replace(/:\w+/, 'x')
    const right = scope === null ? '*' : undefined
    expect([route, await allowed(method, path), await allowed('OPTIONS', path, method)]).toEqual([
      route,
      right,
      right,
    ])
  }
  expect(await ask('OPTIONS', '/receipts/verify', 'POST')).toMatchObject({
    status: 204,
    headers: { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' },
  })
  expect(await allowed('OPTIONS', '/policy', 'DELETE')).toBeUndefined()
  // A problem is read as well: a page must see what it did wrong.
  expect(await ask('POST', '/receipts/verify')).toMatchObject({
    status: 400,
    headers: { 'access-control-allow-origin': '*' },
  })
})

test('a program that takes none of the types of a call is told which there are', async () => {
  const refused = await get('/policy', { accept: 'text/html' })
  expect(refused.status).toBe(406)
  expect(JSON.parse(refused.body)).toMatchObject({
    code: 'not-acceptable',
    types: ['application/json', 'text/markdown'],
  })
  for (const accept of ['*/*', 'application/*;q=0.1', 'text/html, application/json;q=0.5'])
    expect([accept, (await get('/policy', { accept })).status]).toEqual([accept, 200])
  expect((await get('/purposes', { accept: 'text/markdown' })).status).toBe(406)
})

test('a key that does not do is answered in the terms of RFC 6750', async () => {
  const ctx = contextFor(services, { actor: { kind: 'system', task: 'test' }, locale: 'ru' })
  const { key } = await createApiKey(ctx, { name: 'LMS', scopes: ['requests:read'], callsPerMinute: 100 })
  const challengeOf = async (authorization?: string) => {
    const { status, headers } = await get('/subjects/u-1/choices', authorization ? { authorization } : {})
    return [status, headers['www-authenticate']]
  }
  expect(await challengeOf()).toEqual([401, 'Bearer realm="privacy portal"'])
  expect(await challengeOf('Basic YTpi')).toEqual([401, 'Bearer realm="privacy portal"'])
  expect(await challengeOf('Bearer wrong')).toEqual([
    401,
    'Bearer realm="privacy portal", error="invalid_token"',
  ])
  expect(await challengeOf(`Bearer ${key}`)).toEqual([
    403,
    'Bearer realm="privacy portal", error="insufficient_scope", scope="choices:read"',
  ])
})
