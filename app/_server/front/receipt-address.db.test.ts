import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { createPortalServer, type PortalServer } from './portal-server.ts'

let db: TestDatabase
let snapshots: Snapshots
let portal: PortalServer
let origin = ''

/** Stands for the framework: says what it was asked for. */
function next(req: IncomingMessage, res: ServerResponse) {
  res.setHeader('content-type', 'application/json')
  const { 'x-next-intl-locale': locale, 'x-portal-path': place } = req.headers
  res.end(JSON.stringify({ url: req.url, locale, place }))
}

beforeAll(async () => {
  db = await testDatabase()
  const services = testServices(db.app, db.appUrl)
  snapshots = openSnapshots(db.app, 'build', services.log, services.clock)
  portal = createPortalServer({ services, next, snapshots, buildId: 'build', publicFiles: new Set() })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  origin = `http://127.0.0.1:${(portal.listener.address() as AddressInfo).port}`
})
afterAll(async () => {
  await portal.drain()
  await snapshots.close()
  await db.close()
})

const get = (path: string, language: string) =>
  fetch(`${origin}${path}`, { headers: { 'accept-language': language }, redirect: 'manual' })

test('a receipt is shown at its own address, in the language of the reader', async () => {
  const seen = await (await get('/receipts/some-id?in=kk', 'en')).json()
  expect(seen).toEqual({ url: '/en/receipts/some-id?in=kk', locale: 'en', place: '/receipts/some-id?in=kk' })
  const inRussian = await (await get('/ru/receipts/some-id', 'en')).json()
  expect(inRussian).toEqual({ url: '/ru/receipts/some-id', locale: 'ru', place: '/receipts/some-id' })
})

test('the public keys are there for everybody, without a private part', async () => {
  const answer = await get('/.well-known/jwks.json', 'en')
  expect(answer.headers.get('content-type')).toContain('application/json')
  const { keys } = (await answer.json()) as { keys: Record<string, string>[] }
  expect(keys).toMatchObject([{ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' }])
  expect(keys[0]).not.toHaveProperty('d')
})
