import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSettings } from './environment.mjs'
import { buildEnvironment, processEnvironments } from './process-environments.mjs'

const keysDir = mkdtempSync(join(tmpdir(), 'portal-keys-'))
afterAll(() => rmSync(keysDir, { recursive: true }))

const external = {
  DATABASE_URL: 'postgres://app@db/portal',
  DATABASE_OWNER_URL: 'postgres://owner@db/portal',
  DATABASE_BACKUP_URL: 'postgres://backup@db/portal',
  SMTP_URL: 'smtp://mail.example.kz',
  OPERATOR_FILE: 'package.json',
  PORTAL_KEYS_DIR: keysDir,
}
const found = { node: '/opt/node/bin/node', databases: {}, mailboxPort: 2525 }

test('the server knows one role of the database, the worker those of its jobs, neither the owner', () => {
  const { server, worker, cli, mailbox } = processEnvironments(readSettings(external), found)
  const roles = (env: object) =>
    Object.keys(env).filter((name) => name.endsWith('DATABASE_URL') || /^DATABASE_/.test(name))
  expect(roles(server)).toEqual(['DATABASE_URL'])
  expect(roles(worker).sort()).toEqual(['DATABASE_BACKUP_URL', 'DATABASE_URL'])
  expect(roles(cli)).toContain('DATABASE_OWNER_URL')
  expect(roles(mailbox)).toEqual([])
  expect(mailbox).not.toHaveProperty('AUTH_SECRET')
})

test('a secret of the environment wins over the kept one', () => {
  const given = { ...external, AUTH_SECRET: 'x'.repeat(40) }
  expect(processEnvironments(readSettings(given), found).server.AUTH_SECRET).toBe(given.AUTH_SECRET)
})

test('the built-in mail server is named where it is used, and nowhere else', () => {
  const sample = { PORTAL_KEYS_DIR: keysDir }
  expect(processEnvironments(readSettings(sample), found).server.SMTP_URL).toBe('smtp://127.0.0.1:2525')
  expect(processEnvironments(readSettings(external), found).server.SMTP_URL).toBe(external.SMTP_URL)
})

test('nothing of a session or a database goes into the build', () => {
  const env = buildEnvironment({ node: found.node, keysDir })
  const { server } = processEnvironments(readSettings(external), found)
  expect(env.AUTH_SECRET).not.toBe(server.AUTH_SECRET)
  expect(env.DATABASE_URL).not.toBe(server.DATABASE_URL)
  expect(env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY).toBe(server.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY)
})
