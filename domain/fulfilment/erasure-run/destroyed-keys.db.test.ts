import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { createBackup } from '#domain/backups/create/create-backup.ts'
import { deleteKeystores } from '#domain/backups/create/delete-keystores.ts'
import { importSubjects } from '#domain/people/import/import-subjects.ts'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readArchive } from '#platform/archives/read-archive.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { decryptField } from '#platform/crypto/field-cipher.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { type Replica, startReplica } from '#testing/replica.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { readCertificate } from '../erase/read-certificate.ts'
import { certificateToken } from '../erasure-record/erasure-secrets.ts'
import { beginErasure } from './begin-erasure.ts'
import { runErasures } from './run-erasures.ts'

// The proof that a destroyed key is destroyed: somebody kept copies of everything, and has each master key that exists.

const people = 1000
const erased = 20
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const signal = new AbortController().signal

const folder = mkdtempSync(join(tmpdir(), 'portal-destroyed-'))
const archives = join(folder, 'archives')
let portal: TestPortal
let replica: Replica
beforeAll(async () => {
  portal = await testPortal({ BACKUP_DIR: archives })
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  replica = await startReplica(inject('testServer').superUrl)
}, 120_000)
afterAll(async () => {
  await replica?.remove()
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})

const nameOf = (n: number) => `Әлия ${n} Серікқызы`

type WrappedCopy = { subjectId: string; keyId: string; version: number; wrapped: Buffer }
type FieldCopy = { subjectId: string; name: Buffer }
/** Wrapped keys by the kind of copy that they were found in. */
type Copies = Record<'rows' | 'data folder' | 'replica' | 'backup', WrappedCopy[]>

const uuidOf = (bytes: Buffer) =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/**
 * Wrapped keys among the bytes of a file of PostgreSQL: subject 16, key id 16, version 4, length 1, wrapped 69, which begins with
 * the format and the id of its master key.
 */
function wrappedIn(bytes: Buffer, masterId: string): WrappedCopy[] {
  const header = Buffer.from(`01${masterId}`, 'hex')
  const found: WrappedCopy[] = []
  for (let at = bytes.indexOf(header); at >= 0; at = bytes.indexOf(header, at + 1)) {
    if (at < 37 || at + 69 > bytes.length || bytes[at - 1] !== (70 << 1) + 1) continue
    found.push({
      subjectId: uuidOf(bytes.subarray(at - 37, at - 21)),
      keyId: uuidOf(bytes.subarray(at - 21, at - 5)),
      version: bytes.readInt32LE(at - 5),
      wrapped: Buffer.from(bytes.subarray(at, at + 69)),
    })
  }
  return found
}

/** As `cp -r` of a data folder: the files of this database, and the write-ahead log. */
async function copyOf(dataFolder: string): Promise<Buffer[]> {
  const to = join(folder, `data-${Math.random()}`)
  mkdirSync(to)
  for (const part of [join('base', await databaseOid()), 'pg_wal'])
    cpSync(join(dataFolder, part), join(to, part), { recursive: true })
  return readdirSync(to, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => readFileSync(join(one.parentPath, one.name)))
}

async function databaseOid(): Promise<string> {
  const [found] = await portal.database.owner.db.execute<{ oid: string }>(
    sql`SELECT oid::text AS oid FROM pg_database WHERE datname = current_database()`,
  )
  return found?.oid ?? ''
}

async function copyDataFolder(): Promise<Buffer[]> {
  const server = postgres(inject('testServer').superUrl, { max: 1, onnotice: () => {} })
  try {
    await server`CHECKPOINT`
    const [found] = await server<{ folder: string }[]>`SELECT current_setting('data_directory') AS folder`
    return await copyOf(found?.folder ?? '')
  } finally {
    await server.end()
  }
}

/** What somebody finds who takes the disk of the replica now. */
async function copyReplica(): Promise<Buffer[]> {
  await replica.caughtUp()
  return copyOf(replica.folder)
}

/** The keys as the replica itself answers. */
async function rowsOfReplica(): Promise<WrappedCopy[]> {
  await replica.caughtUp()
  const url = new URL(replica.superUrl)
  url.pathname = new URL(portal.database.appUrl).pathname
  const server = postgres(url.href, { max: 1, onnotice: () => {} })
  try {
    return await server<WrappedCopy[]>`
      SELECT subject_id AS "subjectId", key_id AS "keyId", master_version AS version, wrapped FROM keystore.subject_key`
  } finally {
    await server.end()
  }
}

/** The archive as a thief keeps it: outside every folder in which the portal deletes. */
async function copyOfBackup(): Promise<{ file: string; identity: string }> {
  const keys = await makeBackupKeys(portal.services.env.keysDir)
  const made = await createBackup(portal.system, {
    url: portal.database.backupUrl,
    folder: archives,
    target: { country: 'KZ', allowed: ['KZ'] },
    keys,
    recipients: [],
  })
  const file = join(folder, `thief-${made.madeAt.getTime()}`)
  copyFileSync(made.keystore, file)
  return { file, identity: keys.identity }
}

async function wrappedInBackup({
  file,
  identity,
}: {
  file: string
  identity: string
}): Promise<WrappedCopy[]> {
  const found: WrappedCopy[] = []
  for await (const { name, bytes } of readArchive(file, [identity])) {
    if (!name.includes('subject_key')) continue
    for (const line of bytes.toString('utf8').split('\n')) {
      const [subjectId = '', keyId = '', version = '', wrapped = ''] = line.split('\t')
      if (!wrapped.startsWith('\\\\x')) continue
      found.push({
        subjectId,
        keyId,
        version: Number(version),
        wrapped: Buffer.from(wrapped.slice(3), 'hex'),
      })
    }
  }
  return found
}

async function rowsOf() {
  const { db } = portal.database.owner
  const keys = await db.execute<{
    subject_id: string
    key_id: string
    master_version: number
    wrapped: Buffer
  }>(sql`SELECT subject_id, key_id, master_version, wrapped FROM keystore.subject_key`)
  const fields = await db.execute<{ subject_id: string; name_sealed: Buffer }>(
    sql`SELECT subject_id, name_sealed FROM subject WHERE name_sealed IS NOT NULL`,
  )
  return {
    keys: keys.map((row) => ({
      subjectId: row.subject_id,
      keyId: row.key_id,
      version: row.master_version,
      wrapped: row.wrapped,
    })),
    fields: fields.map((row) => ({ subjectId: row.subject_id, name: row.name_sealed })),
  }
}

/** Subjects with a name that can be decrypted with any copy of their key and the master keys that are in the folder now. */
function readable(wraps: readonly WrappedCopy[], fields: readonly FieldCopy[]): Map<string, string> {
  const keys = openMasterKeys(portal.services.env.keysDir, { create: false })
  const byPerson = Map.groupBy(wraps, ({ subjectId }) => subjectId)
  return new Map(
    fields.flatMap(({ subjectId, name }) => {
      for (const { keyId, version, wrapped } of byPerson.get(subjectId) ?? []) {
        try {
          const key = keys.unwrap(version, wrapped, keyId)
          const place = { table: 'subject', column: 'name_sealed', row: subjectId, owner: subjectId }
          return [[subjectId, decryptField(key, keyId, place, name).toString('utf8')] as const]
        } catch {
          // Another copy may open.
        }
      }
      return []
    }),
  )
}

/** Through requests that officers decide, as in production. */
async function erase(subjectIds: readonly string[]): Promise<void> {
  const first = (await staffContext(portal, ['privacy-officer'])).ctx
  const second = (await staffContext(portal, ['privacy-officer'])).ctx
  const step = (ctx: Context, reference: string, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
  for (const subjectId of subjectIds) {
    const filed = await fileRequest(portal.subject(subjectId), formOf('erasure/wish'))
    if (filed.status !== 'filed') throw new Error(filed.code)
    await step(first, filed.reference, { step: 'take' })
    await step(first, filed.reference, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' })
    await step(second, filed.reference, { step: 'approve' })
  }
  for (const { payload } of await jobsOf(portal, 'begin-erasure'))
    await beginErasure(portal.system, {
      subjectId: String(payload.subjectId),
      requestId: String(payload.requestId),
    })
  portal.passTime(dayMs)
  expect(await runErasures(portal.system, signal)).toEqual({ ended: subjectIds.length })
}

const keepEpochs = () => keepKeyEpochs(portal.system, { signal })
const masterId = () =>
  portal.services.keys.inventory().find(({ kind, current }) => kind === 'master' && current)?.id ?? ''

test('copies of the data, the write-ahead log, a replica and backups open until the epoch ends, and no longer', async () => {
  await keepEpochs()
  const imported = Array.from({ length: people }, (_, n) => ({
    externalId: `epoch-${n}`,
    email: null,
    fullName: nameOf(n),
    phone: null,
    locale: 'kk' as const,
  }))
  for (let from = 0; from < people; from += 500)
    await importSubjects(portal.system, imported.slice(from, from + 500), 'sample')
  portal.passTime(2 * dayMs)
  const before = await rowsOf()
  const firstMaster = masterId()
  const backup = await copyOfBackup()
  const dataFolder = await copyDataFolder()
  const replicaBefore = await copyReplica()
  const chosen = new Set(before.fields.slice(0, erased).map(({ subjectId }) => subjectId))
  await erase([...chosen])
  // The certificate's day is signed, so it must hold.
  const [certified] = await portal.database.owner.db.execute<{ day: string }>(
    sql`SELECT max(certificate -> 'key' ->> 'unreadable_from') AS day FROM erasure_run`,
  )
  const promised = new Date(String(certified?.day))
  const [run] = await portal.database.owner.db.execute<{ subject_id: string; request_id: string }>(
    sql`SELECT subject_id, request_id FROM erasure_run LIMIT 1`,
  )
  const token = certificateToken(portal.services.keys, {
    subjectId: run?.subject_id ?? '',
    requestId: run?.request_id ?? '',
  })
  const unreadableSince = async () => (await readCertificate(portal.visitor, token))?.unreadableSince
  expect(await unreadableSince()).toBeNull()

  const copies: Copies = {
    rows: before.keys,
    'data folder': dataFolder.flatMap((bytes) => wrappedIn(bytes, firstMaster)),
    replica: replicaBefore.flatMap((bytes) => wrappedIn(bytes, firstMaster)),
    backup: await wrappedInBackup(backup),
  }
  const live = await rowsOf()
  expect(live.fields).toHaveLength(people - erased)
  expect(readable(live.keys, live.fields).size).toBe(people - erased)
  const counts = (wraps: readonly WrappedCopy[]) => {
    const names = [...readable(wraps, before.fields).keys()]
    return {
      erased: names.filter((id) => chosen.has(id)).length,
      others: names.filter((id) => !chosen.has(id)).length,
    }
  }
  // The positive control. What is deleted also stays in the files of a running server for a while.
  const left = (await copyDataFolder()).flatMap((bytes) => wrappedIn(bytes, firstMaster))
  expect(counts(left).erased).toBeGreaterThan(0)
  const leftInReplica = (await copyReplica()).flatMap((bytes) => wrappedIn(bytes, firstMaster))
  expect(counts(leftInReplica).erased).toBeGreaterThan(0)
  expect(counts(await rowsOfReplica())).toEqual({ erased: 0, others: people - erased })
  for (const [kind, wraps] of Object.entries(copies))
    expect({ kind, ...counts(wraps) }).toEqual({ kind, erased, others: people - erased })

  // The epoch ends: the living are wrapped again, and until its last backup is over the copies still open.
  let hours = 3 * 24
  const untilHour = async (hour: number) => {
    for (; hours < hour; hours++) portal.passTime(hourMs)
    await deleteKeystores(portal.system)
    return keepEpochs()
  }
  expect(await untilHour(7 * 24 - 3)).toMatchObject({ made: 2, rewrapped: people - erased + 2, failed: [] })
  expect(await untilHour(13 * 24)).toMatchObject({ destroyed: [] })
  for (const wraps of Object.values(copies)) expect(counts(wraps).erased).toBe(erased)
  expect(await unreadableSince()).toBeNull()

  expect((await untilHour(14 * 24 - 1)).destroyed).toEqual([1])
  expect(portal.services.clock.unmoved().getTime()).toBeLessThanOrEqual(promised.getTime())
  // The page of the certificate says the day on which it happened, which is not later than the promised one.
  const now = portal.services.clock.now().getTime()
  const since = (await unreadableSince())?.getTime() ?? 0
  expect([now - since < hourMs, since <= promised.getTime()]).toEqual([true, true])
  for (const [kind, wraps] of Object.entries(copies))
    expect({ kind, ...counts(wraps) }).toEqual({ kind, erased: 0, others: 0 })
  // Also with what the disks and the logs have by now: keys of the living under every master key since.
  const everyMaster = [firstMaster, masterId(), ...portal.services.keys.inventory().map(({ id }) => id)]
  for (const files of [await copyDataFolder(), await copyReplica()]) {
    const later = files.flatMap((bytes) => everyMaster.flatMap((id) => wrappedIn(bytes, id)))
    expect(counts(later)).toEqual({ erased: 0, others: people - erased })
  }
  expect(counts(await rowsOfReplica())).toEqual({ erased: 0, others: people - erased })
  const after = await rowsOf()
  const names = readable(after.keys, after.fields)
  expect([names.size, new Set(names.values()).size]).toEqual([people - erased, people - erased])
  // Nothing that the portal keeps for the last letter outlives it: the addresses are under keys of the same keystore.
  expect(new Set(after.keys.map(({ version }) => version))).toEqual(new Set([portal.services.keys.current]))
}, 600_000)
