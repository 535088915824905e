import { expect } from 'vitest'
import { apiRoutes } from '#app/v1/api-routes.ts'
import { openapi } from '#app/v1/openapi.ts'
import { createApi } from '#app/v1/router.ts'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import type { ApiScope } from '#domain/integrations/rules/integration-schemas.ts'
import { newId } from '#platform/ids.ts'
import { publishReferenceData } from '../cli/prepare/reference-data.ts'
import { testDatabase } from './database.ts'
import { publishedApi } from './published-api.ts'
import { testServices } from './services.ts'

export const system = { kind: 'system', task: 'test' } as const
export const letters = { purpose: 'communication', topic: 'new-materials', channel: 'email' }
export const choices = (decision: string, more: object = {}) => ({
  policyVersion: 1,
  locale: 'ru',
  origin: 'settings',
  choices: [{ ...letters, decision, ...more }],
})
export const somebody = () => `lms-${newId()}`

type Sent = { body?: unknown; key?: string | null; headers?: Record<string, string>; raw?: Buffer }

/** A portal with its policy and the API that programs call, with a key for everything. */
export async function openPrograms() {
  const db = await testDatabase()
  const services = testServices(db.app, db.appUrl, { APP_URL: 'http://localhost:4997' })
  const api = createApi(services)
  const published = publishedApi(openapi('http://localhost:4997'))
  const owner = contextFor({ ...services, database: db.owner }, { actor: system, locale: 'ru' })
  await publishReferenceData(owner, new Date())

  async function keyFor(...scopes: ApiScope[]) {
    const ctx = contextFor(services, { actor: system, locale: 'ru' })
    return (await createApiKey(ctx, { name: 'LMS', scopes, callsPerMinute: 100_000 })).key
  }
  const key = await keyFor(...apiScopes)

  /** A call as `server.ts` hands it over; what it answers must be what the description says. */
  async function call(
    method: string,
    address: string,
    { body, key: shown = key, headers = {}, raw }: Sent = {},
  ) {
    const [path = '', query] = address.split('?')
    const answer = await api({
      method,
      path,
      query: new URLSearchParams(query),
      network: '203.0.113.1',
      requestId: 'r',
      headers: { ...(shown && { authorization: `Bearer ${shown}` }), ...headers },
      body: raw ?? (body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body))),
    })
    const said = JSON.parse(answer.body)
    const route = apiRoutes.find((one) => one.route === answer.route && one.method === method)
    // The server in front adds the header.
    const sentOn = { ...answer, headers: { ...answer.headers, 'x-request-id': 'r' } }
    if (route) expect(published.faultsOfAnswer(route.operationId, sentOn)).toEqual([])
    if (answer.status >= 300)
      expect(said).toMatchObject({ status: answer.status, code: expect.any(String), requestId: 'r' })
    return { status: answer.status, headers: answer.headers, said }
  }

  const put = (subject: string, body: unknown, idempotencyKey?: string) =>
    call('PUT', `/subjects/${subject}/choices`, {
      body,
      ...(idempotencyKey && { headers: { 'idempotency-key': idempotencyKey } }),
    })
  const decide = (subject: string, more: object = {}) =>
    call('POST', '/decisions', { body: { subject, ...letters, ...more } })
  const close = async () => {
    await api.close()
    await db.close()
  }
  return { db, services, api, keyFor, call, put, decide, close }
}
