import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '#platform/env.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { freePort } from '#testing/nginx.ts'
import { checkPooler, poolerFinding } from './pooler-check.ts'

test.each([
  ['two sessions', { backend: 1, limitMs: 4500 }, { backend: 2, limitMs: 4500 }, 'ok'],
  ['one session for both', { backend: 1, limitMs: 4500 }, { backend: 1, limitMs: 4500 }, 'fail'],
  ['settings that did not arrive', { backend: 1, limitMs: 0 }, { backend: 2, limitMs: 4500 }, 'fail'],
])('%s', (_name, one, other, state) => {
  expect(poolerFinding(one, other).state).toBe(state)
})

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
})
afterAll(() => db.close())

const environment = (url: string) =>
  readEnvironment({
    DATABASE_URL: url,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test'.repeat(10),
    SNAPSHOT_TOKEN: 'test'.repeat(10),
    PORTAL_SAMPLE_DATA: '1',
  })

test('a server without a pooler is well', async () => {
  expect(await checkPooler(environment(db.appUrl))).toMatchObject({ state: 'ok' })
})

// Debian's; a machine without it runs the table above.
const installed = spawnSync('pgbouncer', ['--version']).status === 0
test.skipIf(!installed).each([
  ['session', 'ok'],
  ['transaction', 'fail'],
] as const)('PgBouncer in %s mode: %s', async (mode, state) => {
  const pooler = await pgBouncer(db.appUrl, mode)
  try {
    const finding = await checkPooler(environment(pooler.url))
    expect(finding, finding.says).toMatchObject({ state })
  } finally {
    pooler.stop()
  }
})

/** PgBouncer before a database, with the server's own settings of a connection let through as operators are told to. */
async function pgBouncer(serverUrl: string, mode: 'session' | 'transaction') {
  const { hostname, port, pathname, username, password } = new URL(serverUrl)
  const name = pathname.slice(1)
  const folder = mkdtempSync(join(tmpdir(), 'portal-pooler-'))
  chmodSync(folder, 0o755)
  const own = await freePort()
  const settings = join(folder, 'pgbouncer.ini')
  const dropped = 'statement_timeout,idle_in_transaction_session_timeout,extra_float_digits'
  writeFileSync(
    settings,
    `[databases]
${name} = host=${hostname} port=${port} dbname=${name} user=${username} password=${password} connect_query='SET statement_timeout = 4500'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = 5
ignore_startup_parameters = ${dropped}
`,
  )
  const asOther = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const pooler = spawn('pgbouncer', [...asOther, '-q', settings], { stdio: 'ignore' })
  await untilListening(own)
  return {
    url: `postgres://${username}:any@127.0.0.1:${own}/${name}`,
    stop() {
      pooler.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function untilListening(port: number) {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(port, '127.0.0.1')
    const heard = await once(socket, 'connect').catch(() => null)
    socket.destroy()
    if (heard) return
    await sleep(50)
  }
  throw new Error('PgBouncer did not start')
}
