import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { sharedSecrets } from './launch/secrets.mjs'

const port = Number(process.env.PORTAL_E2E_PORT ?? 3100)
const baseURL = `http://localhost:${port}`
process.env.PORTAL_E2E_URL = baseURL
const root = import.meta.dirname

// This file is read again by every worker: only the first reader makes the folder, the others find it named.
if (!process.env.PORTAL_E2E_DIR) {
  const runs = join(root, '.data', `e2e-${port}`)
  rmSync(runs, { recursive: true, force: true })
  process.env.PORTAL_E2E_DIR = join(runs, randomBytes(4).toString('hex'))
  mkdirSync(process.env.PORTAL_E2E_DIR, { recursive: true, mode: 0o755 })
}
const folder = process.env.PORTAL_E2E_DIR

// The build that is there was made under this key; under another one it would be made again.
const { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey = '' } = sharedSecrets(
  join(root, '.keys'),
  process.env,
)

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // On a shared machine a page can take longer than a journey waits; what passes only the second time is named as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['line'], ['json', { outputFile: join('test-results', 'report.json') }]],
  use: {
    baseURL,
    locale: 'ru',
    timezoneId: 'Asia/Almaty',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.PORTAL_TEST_BROWSER || '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    },
  },
  // The journeys share one portal; what changes a setting for all of them comes after, and last what kills it.
  projects: [
    {
      name: 'journeys',
      testIgnore: [
        'killed.spec.ts',
        'one-officer.spec.ts',
        'required-passkeys.spec.ts',
        'backups.spec.ts',
        'publishing.spec.ts',
        'stored-scripts.spec.ts',
        'no-plain-text.spec.ts',
        'screens.spec.ts',
      ],
    },
    {
      name: 'settings',
      testMatch: ['one-officer.spec.ts', 'backups.spec.ts'],
      dependencies: ['journeys'],
    },
    // No officer works while it runs, unless with passkeys.
    { name: 'passkeys', testMatch: 'required-passkeys.spec.ts', dependencies: ['settings'] },
    // Two officers decide in it, and in the settings there is one: never at the same time.
    { name: 'publishing', testMatch: 'publishing.spec.ts', dependencies: ['passkeys'] },
    // What these type is in every list and in the policy afterwards. Both fill the same forms: at once, one would overwrite
    // what the other looks for.
    { name: 'plain-text', testMatch: 'no-plain-text.spec.ts', dependencies: ['publishing'] },
    { name: 'scripts', testMatch: 'stored-scripts.spec.ts', dependencies: ['plain-text'] },
    { name: 'faults', testMatch: 'killed.spec.ts', dependencies: ['scripts'] },
    ...(process.env.PORTAL_SCREENS ? [{ name: 'screens', testMatch: 'screens.spec.ts' }] : []),
  ],
  webServer: {
    command: `"${process.execPath}" launch/start.mjs`,
    url: `${baseURL}/health/ready`,
    timeout: 600_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 40_000 },
    env: {
      PORT: String(port),
      PORTAL_DATA_DIR: join(folder, 'data'),
      PORTAL_KEYS_DIR: join(folder, 'keys'),
      NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: actionsKey,
      // All journeys come from one address; the limits have tests of their own.
      PORTAL_RATE_LIMITS: 'off',
      // Webhooks of the journeys go to a server of their own on this machine.
      PORTAL_WEBHOOK_LOOPBACK: 'on',
    },
  },
})
