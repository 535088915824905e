import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#domain/access/actor.ts'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import type { Services } from '#platform/services.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { createApiKey } from './create-api-key.ts'
import { openApiKeys } from './find-api-key.ts'
import { listApiKeys } from './list-api-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'

let db: TestDatabase
let services: Services
const as = (actor: Actor) => contextFor(services, { actor, locale: 'en' })
const staff = (role: 'administrator' | 'auditor' | 'support') =>
  as({
    kind: 'staff',
    staffId: '0199a000-0000-7000-8000-000000000001',
    roles: [role],
    clearance: true,
    sudo: true,
  })

beforeAll(async () => {
  db = await testDatabase()
  services = testServices(db.app, db.appUrl)
})
afterAll(() => db.close())

test('a key is shown once, kept as a hash, known again, and on record', async () => {
  const { keyId, key } = await createApiKey(staff('administrator'), { name: 'LMS', scopes: ['choices:read'] })
  expect(key).toMatch(/^cxk_[\w-]{43}$/)
  expect(await openApiKeys(services)(key)).toEqual({
    keyId,
    scopes: ['choices:read'],
    callsPerMinute: 60_000,
  })
  const [listed] = await listApiKeys(staff('auditor'))
  expect(listed).toMatchObject({ keyId, name: 'LMS', prefix: key.slice(0, 8), state: 'works' })
  expect(listed?.lastUsedAt).not.toBeNull()
  const rows = await db.owner.db.execute<{ text: string }>(
    sql`SELECT to_jsonb(k)::text || (SELECT string_agg(to_jsonb(a)::text, '') FROM audit_event a) AS text FROM api_key k`,
  )
  expect(rows[0]?.text).not.toContain(key.slice(8))
  const audit = await db.owner.db.execute(sql`SELECT action, resource, fields FROM audit_event`)
  expect(audit).toContainEqual({
    action: 'api-key.create',
    resource: `api-key:${keyId}`,
    fields: ['choices:read'],
  })
})

test('one that is revoked or expired opens nothing', async () => {
  const { keyId, key } = await createApiKey(staff('administrator'), { name: 'Old', scopes: ['choices:read'] })
  expect(await revokeApiKey(staff('administrator'), keyId)).toBe(true)
  expect(await revokeApiKey(staff('administrator'), keyId)).toBe(false)
  expect(await openApiKeys(services)(key)).toBeNull()
  const short = { name: 'Short', scopes: ['choices:read' as const], expiresAt: new Date(Date.now() - 1) }
  expect(await openApiKeys(services)((await createApiKey(staff('administrator'), short)).key)).toBeNull()
  const states = (await listApiKeys(staff('auditor'))).map(({ name, state }) => [name, state])
  expect(states).toContainEqual(['Old', 'revoked'])
  expect(states).toContainEqual(['Short', 'expired'])
})

test('an instance that has just read a key learns within a second that it was revoked', async () => {
  const { keyId, key } = await createApiKey(staff('administrator'), { name: 'Hot', scopes: ['choices:read'] })
  const known = openApiKeys(services)
  expect(await known(key)).not.toBeNull()
  await revokeApiKey(staff('administrator'), keyId)
  await expect.poll(() => known(key), { timeout: 60_000 }).toBeNull()
})

test.each(['', 'cxk_', `cxk_${'a'.repeat(43)}`, 'Bearer x', `cxk_${'a'.repeat(20_000)}`])(
  'what is no key is none: %#',
  async (shown) => expect(await openApiKeys(services)(shown)).toBeNull(),
)

test('only an administrator makes and revokes keys; support does not even see them', async () => {
  const wish = { name: 'X', scopes: ['choices:read' as const] }
  for (const role of ['auditor', 'support'] as const) {
    await expect(createApiKey(staff(role), wish)).rejects.toThrow(Denied)
    await expect(revokeApiKey(staff(role), '0199a000-0000-7000-8000-000000000002')).rejects.toThrow(Denied)
  }
  await expect(listApiKeys(staff('support'))).rejects.toThrow(Denied)
})
