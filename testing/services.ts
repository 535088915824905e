import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '#db/client.ts'
import { openClock } from '#platform/clock.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { readEnvironment } from '#platform/env.ts'
import { openLog } from '#platform/log.ts'
import type { Services } from '#platform/services.ts'

/** Real services for a test: own keys in a temporary folder, the test's database, a silent log. */
export function testServices(
  database: Database,
  appUrl: string,
  given: Record<string, string> = {},
): Services {
  const folder = mkdtempSync(join(tmpdir(), 'portal-test-'))
  const env = readEnvironment({
    DATABASE_URL: appUrl,
    SMTP_URL: 'smtp://localhost:2525',
    AUTH_SECRET: 'test-secret-test-secret-test-secret-test',
    SNAPSHOT_TOKEN: 'test-token-test-token-test-token-test-tok',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_EMBEDDED_DATABASE: '1',
    PORTAL_DATA_DIR: join(folder, 'data'),
    PORTAL_KEYS_DIR: join(folder, 'keys'),
    ...given,
  })
  const keys = openMasterKeys(env.keysDir)
  return { env, database, keys, clock: openClock(), wait: async () => {}, log: openLog('silent', 'test') }
}
