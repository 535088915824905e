import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { undeliveredMail } from '#db/schema/integrations.ts'
import { newId } from '#platform/ids.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { runCommand } from './main.ts'

let database: TestDatabase
const said: string[] = []
beforeAll(async () => {
  database = await testDatabase()
  vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)))
  const folder = mkdtempSync(join(tmpdir(), 'portal-mail-'))
  const settings = {
    DATABASE_URL: database.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test-secret-test-secret-test-secret-test',
    SNAPSHOT_TOKEN: 'test-token-test-token-test-token-test-tok',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_DATA_DIR: join(folder, 'data'),
    PORTAL_KEYS_DIR: join(folder, 'keys'),
  }
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await database?.close()
})

it('mail retry puts what was given up back on its way, once', async () => {
  const mail = {
    task: 'send-request-mail',
    payload: {},
    reason: 'mailbox-full',
    code: '452 4.2.2',
    tries: 16,
  }
  const now = new Date()
  const states = ['given-up', 'given-up', 'waiting'] as const
  const rows = states.map((state) => ({ ...mail, mailId: newId(), state, createdAt: now, lastTriedAt: now }))
  await database.owner.db.insert(undeliveredMail).values(rows)
  expect(await runCommand(['mail', 'retry', '--json'])).toBe(0)
  expect(JSON.parse(said.join('\n'))).toEqual({ mails: 2 })
  const kept = await database.owner.db.select().from(undeliveredMail)
  expect(kept.map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting'])
  said.length = 0
  expect(await runCommand(['mail', 'retry'])).toBe(0)
  expect(said.join('\n')).toBe('No mail was given up.')
})
