import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contextFor } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { hasBuild } from '#platform/trial-server.ts'
import { backedUpPortal, publishSamplePolicy } from '#testing/backups.ts'
import type { Created } from '../create/create-backup.ts'
import { insertDrill, lastProven } from '../record/backup-record.ts'
import { restoreBackup } from '../restore/restore-backup.ts'
import { readBackupState } from '../state/read-backup-state.ts'

let backed: Awaited<ReturnType<typeof backedUpPortal>>
let made: Created
beforeAll(async () => {
  backed = await backedUpPortal()
  await publishSamplePolicy(backed.portal)
  made = await backed.create()
}, 60_000)
afterAll(() => backed.close())

/** The archives of `made` once more, under their names in a folder of their own, for damage. */
function copies(name: string): { portal: string; keystore: string } {
  const folder = join(backed.folder, name)
  mkdirSync(folder)
  const copy = (file: string) => {
    const target = join(folder, basename(file))
    copyFileSync(file, target)
    return target
  }
  return { portal: copy(made.portal), keystore: copy(made.keystore) }
}

test('restores all rows of the snapshot, verifies the log, starts the portal and records the drill', async () => {
  // Written after the snapshot: no part of it.
  await backed.log.write('later')
  await backed.log.seal()
  const drill = await backed.drill(made.portal, { startsPortal: true })
  expect(drill).toMatchObject({
    result: 'passed',
    // Without a build of the pages the record says that nothing was started.
    boot: hasBuild(backed.portal.services.env) ? 'answered' : 'not-tried',
    archive: basename(made.portal),
    madeAt: made.madeAt,
    tables: made.tables,
    rows: made.rows,
  })
  expect(drill.logRecords).toBeGreaterThan(0)
  const state = await readBackupState(backed.portal.system, { count: 1 })
  expect(state).toMatchObject({
    backups: [{ country: 'KZ', rows: made.rows }],
    drills: [{ result: 'passed', boot: drill.boot }],
  })
  expect((await backed.portal.audit()).map(({ action, reason }) => ({ action, reason }))).toEqual(
    expect.arrayContaining([
      { action: 'backup.create', reason: null },
      { action: 'backup.drill', reason: 'passed' },
    ]),
  )
  expect(existsSync(join(backed.folder, 'drill'))).toBe(false)
}, 180_000)

test('a renamed archive that passes is recorded with the moment of its manifest', async () => {
  const { portal, keystore } = copies('renamed')
  const renamed = join(dirname(portal), 'copy.age')
  renameSync(portal, renamed)
  expect(await backed.drill(renamed, { keystore })).toMatchObject({
    result: 'passed',
    archive: 'copy.age',
    madeAt: made.madeAt,
  })
})

test('a trial without a moment does not hide the newest archive that was restored', async () => {
  await backed.portal.system.transaction((tx) =>
    insertDrill(tx, {
      at: new Date(),
      archive: 'copy.age',
      madeAt: null,
      changesMadeAt: null,
      result: 'passed',
      tables: 1,
      rows: 1,
      logRecords: 1,
      tookMs: 1,
      boot: null,
    }),
  )
  expect(await backed.portal.system.transaction(lastProven)).toEqual(made.madeAt)
})

test.runIf(hasBuild({ dev: false }))(
  'a portal that does not start on it fails the drill',
  async () => {
    const { services } = backed.portal
    const withoutOperator = { ...services.env, PORTAL_SAMPLE_DATA: '0' as const }
    const actor = { kind: 'system', task: 'test' } as const
    const ctx = contextFor({ ...services, env: withoutOperator }, { actor, locale: 'ru' })
    const drill = await backed.drillAs(ctx, made.portal, { startsPortal: true })
    expect(drill).toMatchObject({ result: 'not-started', boot: null })
  },
  180_000,
)

test('a flipped byte is damage, wherever it is', async () => {
  for (const [at, name] of [
    [0.3, 'early'],
    [0.999, 'late'],
  ] as const) {
    const { portal } = copies(`flipped-${name}`)
    const bytes = readFileSync(portal)
    const place = Math.floor(bytes.length * at)
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
    writeFileSync(portal, bytes)
    expect(await backed.drill(portal)).toMatchObject({ result: 'damaged', rows: 0 })
  }
})

test('a cut end is damage', async () => {
  const { portal } = copies('cut')
  truncateSync(portal, statSync(portal).size - 1000)
  expect(await backed.drill(portal)).toMatchObject({ result: 'damaged' })
})

test('another key does not open it', async () => {
  const other = await backedUpPortal()
  try {
    expect(await backed.drill(made.portal, { identities: [other.keys.identity] })).toMatchObject({
      result: 'wrong-key',
    })
    // Anybody with the public key can encrypt; only the portal can sign.
    const forged = await other.create({ keys: { ...other.keys, recipient: backed.keys.recipient } })
    expect(await backed.drill(forged.portal)).toMatchObject({ result: 'not-signed' })
  } finally {
    await other.close()
  }
})

test('a missing archive of the keystore, and no backup at all', async () => {
  const { portal, keystore } = copies('missing')
  expect(await backed.drill(portal, { keystore: `${keystore}.gone` })).toMatchObject({
    result: 'file-missing',
  })
  expect(await backed.drill(null)).toMatchObject({ result: 'no-backup', archive: null })
})

test('a keystore that belongs to another portal does not decrypt the fields', async () => {
  const other = await backedUpPortal()
  try {
    const theirs = await other.create({ keys: backed.keys })
    expect(await backed.drill(made.portal, { keystore: theirs.keystore })).toMatchObject({
      result: 'keys-missing',
    })
  } finally {
    await other.close()
  }
})

test('a log that has begun and has nothing sealed yet is no fault', async () => {
  const fresh = await backedUpPortal({ sealed: false })
  try {
    const { portal } = await fresh.create()
    expect(await fresh.drill(portal)).toMatchObject({ result: 'passed', logRecords: 0 })
  } finally {
    await fresh.close()
  }
})

test('a changed audit log is found', async () => {
  const { database } = backed.portal
  const everybody = { settings: { 'app.reach': 'all', 'app.actor': 'system:test' } }
  await database.owner.transaction(
    async (tx) =>
      void (await tx.execute(sql`UPDATE audit_event SET reason = 'forged' WHERE audit_id =
        (SELECT audit_id FROM audit_leaf WHERE leaf_index = 0)`)),
    everybody,
  )
  const forged = await backed.create()
  expect(await backed.drill(forged.portal)).toMatchObject({ result: 'log-differs' })
})

test('a database with tables is not restored into', async () => {
  const { identity, publicKey } = backed.keys
  const { portal, keystore } = made
  const url = backed.portal.database.ownerUrl
  const given = { url, portal, keystore, changes: null, identities: [identity], publicKey }
  await expect(restoreBackup(backed.portal.system, given)).rejects.toMatchObject({ code: 'not-empty' })
})

test('only the portal itself makes and tries backups; auditors read of them', async () => {
  const as = (role: 'support' | 'auditor') =>
    backed.portal.as({ kind: 'staff', staffId: newId(), roles: [role], clearance: true })
  await expect(readBackupState(as('support'), { count: 1 })).rejects.toThrow(Denied)
  expect((await readBackupState(as('auditor'), { count: 1 })).backups).toHaveLength(1)
})
