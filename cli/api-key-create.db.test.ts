import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openApiKeys } from '#domain/integrations/keys/find-api-key.ts'
import { openClock } from '#platform/clock.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { runCommand } from './main.ts'

const dayS = 86_400
let database: TestDatabase
const said: string[] = []
beforeAll(async () => {
  database = await testDatabase()
  vi.spyOn(console, 'log').mockImplementation((text) => void said.push(String(text)))
  const folder = mkdtempSync(join(tmpdir(), 'portal-key-'))
  const settings = {
    DATABASE_URL: database.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test-secret-test-secret-test-secret-test',
    SNAPSHOT_TOKEN: 'test-token-test-token-test-token-test-tok',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_CLOCK_OFFSET: String(8 * dayS),
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

it('a key made for a day at +8 days works for that day', async () => {
  expect(
    await runCommand([
      'api-key',
      'create',
      '--name',
      'LMS',
      '--scopes',
      'choices:read',
      '--days',
      '1',
      '--json',
    ]),
  ).toBe(0)
  const { key } = JSON.parse(said.join('\n')) as { key: string }
  const services = testServices(database.app, database.appUrl)
  const at = (days: number) => openApiKeys({ ...services, clock: openClock(days * dayS) })(key)
  expect(await at(8)).not.toBeNull()
  expect(await at(8.9)).not.toBeNull()
  expect(await at(9.1)).toBeNull()
})
