import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { rolePassword, sharedSecrets } from './secrets.mjs'

const folder = mkdtempSync(join(tmpdir(), 'portal-keys-'))
const keysDir = join(folder, 'deep', '.keys')
afterAll(() => rmSync(folder, { recursive: true }))

test('secrets are made once and kept', () => {
  const first = sharedSecrets(keysDir, {})
  expect(sharedSecrets(keysDir, {})).toEqual(first)
  expect(Object.keys(first).sort()).toEqual([
    'AUTH_SECRET',
    'NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
    'SNAPSHOT_TOKEN',
  ])
  expect(new Set(Object.values(first)).size).toBe(3)
  expect(Buffer.from(first.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? '', 'base64')).toHaveLength(32)
})

test('what the environment brings is used and not kept', () => {
  const other = join(folder, 'other')
  expect(sharedSecrets(other, { AUTH_SECRET: 'a'.repeat(32) }).AUTH_SECRET).toBe('a'.repeat(32))
  expect(readdirSync(join(other, 'secrets'))).not.toContain('AUTH_SECRET')
})

test('every role has a password of its own that stands in a URL as it is', () => {
  const app = rolePassword(keysDir, 'portal_app')
  expect(app).toBe(rolePassword(keysDir, 'portal_app'))
  expect(app).not.toBe(rolePassword(keysDir, 'portal_owner'))
  expect(app).toMatch(/^[\w-]{32}$/)
})

test('only the owner can read them', () => {
  const secrets = join(keysDir, 'secrets')
  for (const place of [keysDir, secrets]) expect(statSync(place).mode & 0o777).toBe(0o700)
  const names = readdirSync(secrets)
  expect(names.length).toBeGreaterThanOrEqual(5)
  for (const name of names) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o600)
})

test('a keys folder that is shared with a group stays so; the secrets in it are the owner’s alone', () => {
  const shared = join(keysDir, 'shared')
  mkdirSync(shared)
  chmodSync(shared, 0o2750)
  rolePassword(shared, 'portal_app')
  expect(statSync(shared).mode & 0o7777).toBe(0o2750)
  expect(statSync(join(shared, 'secrets')).mode & 0o777).toBe(0o700)
})
