import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toArrayLiteral } from '#db/arrays.ts'
import { openDatabase } from '#db/client.ts'
import { masterKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { newFieldKey } from '#platform/crypto/field-cipher.ts'
import { newId } from '#platform/ids.ts'
import { type ThrowawayCluster, throwawayCluster } from '#testing/cluster.ts'
import { createRoles, makeDatabase, urlOf } from '#testing/global-setup.ts'
import { portalOver, type TestPortal } from '#testing/people.ts'
import { keepKeyEpochs } from './keep-key-epochs.ts'

const people = 3000
const signal = new AbortController().signal
let cluster: ThrowawayCluster
let portal: TestPortal
let keysDir: string
beforeAll(async () => {
  cluster = await throwawayCluster({ autovacuum: 'off' })
  const server = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  await createRoles(server)
  await makeDatabase(server, cluster.superUrl, 'portal')
  await server.end()
  const url = (role: Parameters<typeof urlOf>[1]) => urlOf(cluster.superUrl, role, 'portal')
  const settings = { 'app.reach': 'all', 'app.actor': 'system:test' }
  const app = openDatabase(url('portal_app'), { max: 5, applicationName: 'test app' })
  const owner = openDatabase(url('portal_owner'), { max: 2, applicationName: 'test owner', settings })
  keysDir = mkdtempSync(join(tmpdir(), 'portal-keys-'))
  portal = portalOver(
    {
      app,
      owner,
      appUrl: url('portal_app'),
      ownerUrl: url('portal_owner'),
      backupUrl: url('portal_backup'),
      close: async () => void (await Promise.all([app.close(), owner.close()])),
    },
    keysDir,
  )
}, 120_000)
afterAll(async () => {
  await portal?.close()
  await cluster?.remove()
  rmSync(keysDir, { recursive: true, force: true })
})

/** A context under which the server crashes before the n-th transaction, as when the machine loses its power. */
function crashingAt(transactions: number): Context {
  let left = transactions
  return {
    ...portal.system,
    transaction: async (work, options) => {
      left -= 1
      if (left === 0) {
        lastSeen = await countUnder(portal.services.keys.current)
        await cluster.crash()
      }
      if (left <= 0) throw new Error('crashed')
      return portal.system.transaction(work, options)
    },
  }
}
let lastSeen = 0

/** Commits that do not wait for the disk then stay in memory until the crash, which ends the stopped process too. */
async function stopLogWriter() {
  const server = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
  const [writer] = await server<{ pid: number }[]>`
    SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`
  await server.end()
  if (!writer) throw new Error('the server has no writer of its log')
  process.kill(writer.pid, 'SIGSTOP')
}

const rows = () =>
  portal.database.owner.db.execute<{ keyId: string; version: number; wrapped: Buffer }>(
    sql`SELECT key_id AS "keyId", master_version AS version, wrapped FROM keystore.subject_key`,
  )
const countUnder = async (version: number) => (await rows()).filter((row) => row.version === version).length

test('a crash loses batches that were not on the disk, and no key: the next run repeats them', async () => {
  await keepKeyEpochs(portal.system, { signal })
  const { keys } = portal.services
  const known = new Map(
    Array.from({ length: people }, () => {
      const keyId = newId()
      return [keyId, newFieldKey()] as const
    }),
  )
  const ids = [...known.keys()]
  await portal.database.owner.db.execute(sql`
    INSERT INTO keystore.subject_key (subject_id, key_id, master_version, wrapped, created_at)
    SELECT id, id, 1, wrapped, now() FROM unnest(${toArrayLiteral(ids)}::uuid[],
      ${toArrayLiteral(ids.map((id) => keys.wrap(known.get(id) ?? Buffer.alloc(0), id).wrapped))}::bytea[]) AS made (id, wrapped)`)
  const allOpen = async () => {
    for (const { keyId, version, wrapped } of await rows())
      expect(keys.unwrap(version, wrapped, keyId).equals(known.get(keyId) ?? Buffer.alloc(0))).toBe(true)
  }

  await stopLogWriter()
  await expect(keepKeyEpochs(crashingAt(12), { rotate: true, signal })).rejects.toThrow('crashed')
  // The positive control: batches that others had seen are gone.
  const kept = await countUnder(2)
  expect(lastSeen).toBeGreaterThan(kept)
  expect(await rows()).toHaveLength(people)
  await allOpen()

  expect(await keepKeyEpochs(portal.system, { signal })).toMatchObject({
    rewrapped: people - kept,
    failed: [],
    destroyed: [],
  })
  // `rewrapped_at` is on the disk, so every row that it covers is there too.
  await cluster.crash()
  const [first] = await portal.database.owner.db.select().from(masterKey).orderBy(masterKey.version)
  expect(first?.rewrappedAt).not.toBeNull()
  expect(await countUnder(2)).toBe(people)
  await allOpen()
}, 120_000)
