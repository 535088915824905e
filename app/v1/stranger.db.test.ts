import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPortalServer, type PortalServer } from '#app/_server/front/portal-server.ts'
import { apiScopes } from '#db/schema/integrations-codes.ts'
import { contextFor } from '#domain/access/context.ts'
import { createApiKey } from '#domain/integrations/keys/create-api-key.ts'
import { openSnapshots, type Snapshots } from '#platform/snapshots.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { publishReferenceData } from '../../cli/prepare/reference-data.ts'

// Everything that docs/verify-receipts.md promises to a reader who only has the portal's addresses.

let db: TestDatabase
let snapshots: Snapshots
let portal: PortalServer
let site: string
let key: string
let folder: string
const script = join(import.meta.dirname, '../../public/verify-receipt.mjs')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portal-stranger-'))
  db = await testDatabase()
  const services = testServices(db.app, db.appUrl, { APP_URL: 'http://localhost:4994' })
  snapshots = openSnapshots(db.app, 'build', services.log, services.clock)
  portal = createPortalServer({
    services,
    next: async () => {},
    snapshots,
    buildId: 'build',
    publicFiles: new Set(),
  })
  portal.listener.listen(0, '127.0.0.1')
  await once(portal.listener, 'listening')
  site = `http://127.0.0.1:${(portal.listener.address() as AddressInfo).port}`
  const actor = { kind: 'system', task: 'test' } as const
  await publishReferenceData(
    contextFor({ ...services, database: db.owner }, { actor, locale: 'ru' }),
    new Date(),
  )
  const ctx = contextFor(services, { actor, locale: 'ru' })
  key = (await createApiKey(ctx, { name: 'LMS', scopes: [...apiScopes], callsPerMinute: 1000 })).key
})
afterAll(async () => {
  await portal?.drain()
  await snapshots?.close()
  await db?.close()
  rmSync(folder, { recursive: true })
})

async function call(path: string, body?: object) {
  const response = await fetch(`${site}/api/v1${path}`, {
    method: body ? (path.startsWith('/subjects') ? 'PUT' : 'POST') : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return response.json()
}

/** Canonical JSON as the document describes it, implemented again. */
const canonical = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(canonical).join(',')}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`)
          .join(',')}}`
      : JSON.stringify(value)
const sha256 = (value: unknown) => createHash('sha256').update(canonical(value)).digest('hex')

async function receiptOf(decision: string) {
  const made = await call('/subjects/u-17/choices', {
    policyVersion: 1,
    locale: 'kk',
    origin: 'settings',
    choices: [{ purpose: 'analytics', decision }],
  })
  return call(`/receipts/${made.choices[0].receiptId}`)
}

test.each(['granted', 'withdrawn'])(
  'the script proves a %s with the keys that the portal serves',
  async (decision) => {
    const held = await receiptOf(decision)
    expect(held.decision).toBe(decision)
    for (const [name, kept] of Object.entries({ whole: held, alone: held.receipt })) {
      const file = join(folder, `${name}.json`)
      writeFileSync(file, JSON.stringify(kept))
      const run = spawn(process.execPath, [script, file, `${site}/.well-known/jwks.json`])
      expect(await text(run.stdout)).toBe('genuine\n')
    }
    expect(await call('/receipts/verify', held)).toMatchObject({ genuine: true, decision, stands: true })
  },
)

test('the hash of the policy is that of what the API publishes in three languages', async () => {
  const { receipt } = await receiptOf('granted')
  const notice = receipt.consent_record.processing[0].notices.find(
    (one: Record<string, unknown>) => one['@type'] === 'dpv:PrivacyNotice',
  )
  const texts: Record<string, unknown> = {}
  let lastUpdatedOn = ''
  for (const locale of ['kk', 'ru', 'en']) {
    const policy = await call(`/policy?version=${notice.version}&locale=${locale}`)
    lastUpdatedOn = policy.lastUpdatedOn
    type Clause = { id: string; title: string; body: string }
    type Part = { id: string; title: string; clauses: Clause[] }
    const parts = policy.parts.map(({ id, title, clauses }: Part) => ({
      id,
      title,
      clauses: clauses.map((clause) => ({ id: clause.id, title: clause.title, body: clause.body })),
    }))
    texts[locale] = { title: policy.title, introduction: policy.introduction, parts }
  }
  expect(sha256({ version: notice.version, lastUpdatedOn, texts })).toBe(notice.sha256)
})

test('the hash of a text is that of what GET /purposes publishes', async () => {
  const { receipt } = await receiptOf('granted')
  const { consent_text, text_sha256 } = receipt.consent_record.kazakhstan
  expect(sha256(consent_text)).toBe(text_sha256)
  const { items } = await call('/purposes?locale=kk')
  const analytics = items.find(({ purpose }: { purpose: string }) => purpose === 'analytics')
  expect(analytics.words[0]).toMatchObject({ sha256: text_sha256, text: consent_text.words })
})
