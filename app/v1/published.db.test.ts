import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { like } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { rateLimit } from '#db/schema/installation.ts'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { type Given, generatedCalls } from '#testing/generated-calls.ts'
import { type JsonSchema, type PublishedApi, publishedApi } from '#testing/published-api.ts'
import { testServices } from '#testing/services.ts'
import { publishReferenceData } from '../../cli/prepare/reference-data.ts'
import { apiRoutes } from './api-routes.ts'

// Everything here is made from the description as a stranger downloads it, and sent over HTTP.

const system = { kind: 'system', task: 'test' } as const
const operationIds = apiRoutes.map(({ operationId }) => operationId)
let db: TestDatabase
let snapshots: Snapshots
let portal: PortalServer | undefined
/** A server of its own for each test, which has not counted the calls of others: strangers may make 600 a minute. */
let startServer: () => Promise<void>
let url: string
let key: string
let api: PublishedApi
/** A person with a history, and the facts known about them. */
const known = { externalId: 'u-17', id: '', reference: '' }

beforeAll(async () => {
  db = await testDatabase()
  const services = testServices(db.app, db.appUrl, { APP_URL: 'http://localhost:4995' })
  snapshots = openSnapshots(db.app, 'build', services.log, services.clock)
  startServer = async () => {
    await portal?.drain()
    await db.owner.db.delete(rateLimit).where(like(rateLimit.key, 'open-calls/%'))
    portal = createPortalServer({
      services,
      next: async () => {},
      snapshots,
      buildId: 'build',
      publicFiles: new Set(),
    })
    portal.listener.listen(0, '127.0.0.1')
    await once(portal.listener, 'listening')
    url = `http://127.0.0.1:${(portal.listener.address() as AddressInfo).port}/api/v1`
  }
  await startServer()
  const owner = contextFor({ ...services, database: db.owner }, { actor: system, locale: 'ru' })
  await publishReferenceData(owner, new Date())
  const ctx = contextFor(services, { actor: system, locale: 'ru' })
  key = (await createApiKey(ctx, { name: 'Fuzz', scopes: [...apiScopes], callsPerMinute: 1_000_000 })).key
  api = publishedApi(await (await fetch(`${url}/openapi.json`)).json())
  const choices = [{ purpose: 'analytics', decision: 'granted' }]
  const body = { policyVersion: 1, locale: 'ru', origin: 'settings', choices }
  const put = await send('putChoices', { path: { externalId: known.externalId }, body })
  known.id = JSON.parse(put.body).choices[0].receiptId
  const filed = await send('fileRequest', {
    body: { subject: known.externalId, right: 'access', locale: 'kk' },
  })
  known.reference = JSON.parse(filed.body).reference
})
afterAll(async () => {
  await portal?.drain()
  await snapshots?.close()
  await db?.close()
})

beforeEach(() => startServer())

async function send(operationId: string, given: Given) {
  const { path, ...sent } = generatedCalls(api, known).requestOf(operationId, given, key)
  const response = await fetch(`${url}${path}`, sent)
  return { status: response.status, headers: response.headers, body: await response.text() }
}

const isUnknownChoice = (body: string) =>
  (JSON.parse(body).errors as { code: string }[]).every(({ code }) => code === 'unknown-choice')

describe.each(operationIds)('%s', (operationId) => {
  test('takes whatever the description allows, and answers as it says', async () => {
    await fc.assert(
      fc.asyncProperty(generatedCalls(api, known).validFor(operationId), async (given) => {
        const answer = await send(operationId, given)
        expect(api.faultsOfAnswer(operationId, answer)).toEqual([])
        // Which topics there are is the operator's to say, and no part of the description.
        if (answer.status === 400 && isUnknownChoice(answer.body)) return
        expect([200, 201, 404, 409]).toContain(answer.status)
      }),
      { numRuns: 40 },
    )
  })

  test('answers whatever else is sent as the description says, never by a fault', async () => {
    const { hostileFor, takesInput } = generatedCalls(api, known)
    if (!takesInput(operationId)) return
    await fc.assert(
      fc.asyncProperty(hostileFor(operationId), async (given) => {
        const answer = await send(operationId, given)
        expect(answer.status).toBeLessThan(500)
        expect(api.faultsOfAnswer(operationId, answer)).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe('the bounds', () => {
  test('of every number hold where they end', async () => {
    const numbers = api.operations.flatMap(({ operationId, parameters }) =>
      parameters
        .filter(({ schema }) => schema.type === 'integer')
        .map(({ name, in: place, schema }) => ({ operationId, name, place, schema })),
    )
    expect(numbers.length).toBeGreaterThan(2)
    for (const { operationId, name, place, schema } of numbers) {
      const ask = async (value: number) => {
        const given = { [name]: value }
        const answer = await send(
          operationId,
          place === 'path' ? { path: { ...known, ...given } } : { path: { ...known }, query: given },
        )
        expect(api.faultsOfAnswer(operationId, answer)).toEqual([])
        return answer.status
      }
      const { minimum, maximum } = schema as JsonSchema & { minimum: number; maximum: number }
      expect([operationId, name, await ask(minimum - 1)]).toEqual([operationId, name, 400])
      expect([operationId, name, await ask(maximum + 1)]).toEqual([operationId, name, 400])
      expect([200, 404]).toContain(await ask(minimum))
      expect([200, 404]).toContain(await ask(maximum))
    }
  })

  test('of a history end at the largest number of its column', async () => {
    const history = (cursor: number) => send('getHistory', { path: { ...known }, query: { cursor } })
    expect((await history(2_147_483_647)).status).toBe(200)
    expect((await history(2_147_483_648)).status).toBe(400)
  })
})
