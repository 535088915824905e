import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { type ThrowawayCluster, throwawayCluster } from '#testing/cluster.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { createRoles, makeDatabase, urlOf } from '#testing/global-setup.ts'
import { portalOver, type TestPortal, testPortal } from '#testing/people.ts'
import { checkLogArchive } from '../../../cli/doctor/log-archive-check.ts'

// A real server that copies its log into a folder; each test breaks the copying itself and touches no measurement.

const folder = mkdtempSync(join(tmpdir(), 'portal-wal-'))
const archive = join(folder, 'archive')
const away = join(folder, 'away')
const minuteMs = 60_000
let cluster: ThrowawayCluster
let sql: postgres.Sql
let portal: TestPortal

beforeAll(async () => {
  mkdirSync(archive)
  // The server runs as another user when the tests run as root.
  for (const path of [folder, archive]) chmodSync(path, 0o777)
  cluster = await throwawayCluster({
    wal_level: 'replica',
    archive_mode: 'on',
    archive_command: `test ! -e ${archive}/%f && cp %p ${archive}/%f`,
  })
  sql = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  await createRoles(sql)
  await makeDatabase(sql, cluster.superUrl, 'portal')
  const [appUrl, ownerUrl] = [
    urlOf(cluster.superUrl, 'portal_app', 'portal'),
    urlOf(cluster.superUrl, 'portal_owner', 'portal'),
  ]
  const app = openDatabase(appUrl, { max: 5, applicationName: 'test app' })
  const owner = openDatabase(ownerUrl, { max: 1, applicationName: 'test owner' })
  const database = {
    app,
    owner,
    appUrl,
    ownerUrl,
    backupUrl: urlOf(cluster.superUrl, 'portal_backup', 'portal'),
    close: async () => void (await Promise.all([app.close(), owner.close()])),
  }
  portal = portalOver(database, join(folder, 'keys'), { PORTAL_EMBEDDED_DATABASE: '0' })
}, 120_000)
afterAll(async () => {
  await portal.close()
  await sql.end()
  await cluster.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Measures again. The portal's clock goes on, the machine's own, by which copies are judged, does not. */
async function measured(of = portal) {
  of.moveClock(6 * 60 * minuteMs)
  await measureAgain(of, 0)
  const { state, figures } = await evidenceOf(of, 'log-archived')
  return { state, figures }
}

const archiver = async () => {
  const [row] = await sql<{ archived: number; failed: number }[]>`
    SELECT archived_count::int AS archived, failed_count::int AS failed FROM pg_stat_archiver`
  return row ?? { archived: 0, failed: 0 }
}

/** Closes a piece of the log, and waits until the server has tried to copy it. */
async function closePiece(which: 'archived' | 'failed') {
  const before = await archiver()
  await sql`SELECT pg_logical_emit_message(false, 'test', 'something to copy')`
  await sql`SELECT pg_switch_wal()`
  for (let tries = 0; tries < 600; tries++) {
    const now = await archiver()
    if (now[which] > before[which]) return
    await sleep(100)
  }
  throw new Error(`nothing was ${which}`)
}

const doctor = () => checkLogArchive(portal.services.env)

test('a server that copies its log is kept, and the copy is there', async () => {
  await closePiece('archived')
  const copies = readdirSync(archive).length
  expect(copies).toBeGreaterThan(0)
  const { state, figures } = await measured()
  expect(state).toBe('kept')
  expect(figures).toMatchObject({ external: 1, on: 1, failing: 0, minutesSince: 0 })
  expect(await doctor()).toMatchObject({
    about: 'wal archive',
    state: 'ok',
    says: expect.stringMatching(/^0 min ago, \d+ copied$/),
  })
})

test('when the place of the copies is gone, it needs attention by itself, until a piece is copied again', async () => {
  renameSync(archive, away)
  await closePiece('failed')
  expect(await measured()).toMatchObject({ state: 'due', figures: { failing: 1 } })
  expect(await doctor()).toMatchObject({
    state: 'warn',
    says: expect.stringMatching(/the last try failed: 0000000\w+ at 20.*: look at the log of PostgreSQL$/),
  })
  expect(existsSync(archive)).toBe(false)
  renameSync(away, archive)
  await closePiece('archived')
  expect(await measured()).toMatchObject({ state: 'kept', figures: { failing: 0 } })
  expect(await doctor()).toMatchObject({ state: 'ok' })
})

test('on the embedded server there is nothing to judge, whatever it does', async () => {
  const embedded = await testPortal()
  try {
    expect(await measured(embedded)).toMatchObject({ state: 'neutral', figures: { external: 0 } })
    expect(await checkLogArchive(embedded.services.env)).toMatchObject({ state: 'ok' })
  } finally {
    await embedded.close()
  }
})

test('an external server that copies nothing needs attention', async () => {
  const without = await testPortal({ PORTAL_EMBEDDED_DATABASE: '0' })
  try {
    expect(await measured(without)).toMatchObject({ state: 'due', figures: { external: 1, on: 0 } })
    expect(await checkLogArchive(without.services.env)).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('archive_mode is off'),
    })
  } finally {
    await without.close()
  }
})

test('a command that hangs fails nothing: time alone makes it need attention, then broken', async () => {
  await closePiece('archived')
  portal.passTime(5 * minuteMs)
  expect(await measured()).toMatchObject({ state: 'due', figures: { failing: 0, minutesSince: 5 } })
  portal.passTime(10 * minuteMs)
  expect(await measured()).toMatchObject({ state: 'broken', figures: { failing: 0, minutesSince: 15 } })
})
