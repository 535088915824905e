import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { readArchive } from '#platform/archives/read-archive.ts'
import { readKeyFile } from '#platform/crypto/key-files.ts'
import { newId } from '#platform/ids.ts'
import { backedUpPortal } from '#testing/backups.ts'
import { archiveName } from '../rules/archive-name.ts'
import { deleteKeystores } from './delete-keystores.ts'

let backed: Awaited<ReturnType<typeof backedUpPortal>>
beforeAll(async () => {
  backed = await backedUpPortal()
}, 60_000)
afterAll(() => backed.close())

async function contents(file: string): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const { bytes } of readArchive(file, [backed.keys.identity])) all.push(bytes)
  return Buffer.concat(all)
}

test('an archive is encrypted with age and closed to others; the keystore is in its own, the master keys in none', async () => {
  const made = await backed.create()
  const master = readKeyFile(backed.portal.services.env.keysDir, 'master', 1)
  if (!master) throw new Error('there is no master key')
  const [row] = await backed.portal.database.owner.db.execute<{ wrapped: string }>(
    sql`SELECT encode(wrapped, 'hex') AS wrapped FROM keystore.subject_key LIMIT 1`,
  )
  const wrapped = row?.wrapped ?? ''
  for (const file of [made.portal, made.keystore]) {
    expect(readFileSync(file).subarray(0, 21).toString()).toBe('age-encryption.org/v1')
    expect(statSync(file).mode & 0o077).toBe(0)
    const inside = await contents(file)
    for (const secret of [
      master.secret,
      ...(['hex', 'base64', 'base64url'] as const).map((how) => master.secret.toString(how)),
    ])
      expect(inside.includes(secret)).toBe(false)
    expect(inside.includes(wrapped)).toBe(file === made.keystore)
  }
})

test.each([
  ['DE', 'country-not-allowed', 'DE: its country is not among BACKUP_COUNTRIES'],
  [undefined, 'country-unknown', 'backup: BACKUP_COUNTRY does not say in which country it is kept'],
])('a folder in %s is refused before anything is written', async (country, code, message) => {
  const folder = join(backed.folder, `refused-${country}`)
  const given = { folder, target: { country, allowed: ['KZ'] } }
  await expect(backed.create(given)).rejects.toMatchObject({ code, message })
  expect(existsSync(folder)).toBe(false)
})

test('old archives and what a killed run left are deleted, other files are not', async () => {
  const folder = join(backed.folder, 'old')
  mkdirSync(folder)
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
  const old = [archiveName('portal', daysAgo(31)), archiveName('keystore', daysAgo(8))]
  const kept = [archiveName('portal', daysAgo(29)), archiveName('keystore', daysAgo(6)), 'notes.txt']
  const part = join(folder, `${archiveName('portal', daysAgo(2))}.part`)
  for (const file of [...[...old, ...kept].map((name) => join(folder, name)), part]) writeFileSync(file, '')
  utimesSync(part, daysAgo(2), daysAgo(2))
  const made = await backed.create({ folder })
  expect(made.deleted.sort()).toEqual(old.sort())
  expect(readdirSync(folder).sort()).toEqual([...kept, basename(made.portal), basename(made.keystore)].sort())
})

test('keys are not left behind when the data cannot be written', async () => {
  const folder = join(backed.folder, 'failed')
  const stop = new AbortController()
  mkdirSync(folder)
  const watcher = watch(folder, (_event, name) => {
    if (name?.startsWith('keystore-') && name.endsWith('.age')) stop.abort()
  })
  try {
    await expect(backed.create({ folder, signal: stop.signal })).rejects.toThrow('aborted')
    expect(readdirSync(folder)).toEqual([])
  } finally {
    watcher.close()
  }
})

test('only the portal itself deletes archives of the keystore', async () => {
  const staff = backed.portal.as({
    kind: 'staff',
    staffId: newId(),
    roles: ['administrator'],
    clearance: true,
  })
  await expect(deleteKeystores(staff)).rejects.toThrow(Denied)
})

test('a role that does not see all rows makes no backup', async () => {
  const { owner } = backed.portal.database
  await owner.db.execute(sql`DROP POLICY backup_reads ON subject`)
  try {
    const folder = join(backed.folder, 'hidden')
    await expect(backed.create({ folder })).rejects.toThrow(
      'the role of backups does not see all rows of public.subject',
    )
    expect(readdirSync(folder)).toEqual([])
  } finally {
    await owner.db.execute(
      sql`CREATE POLICY backup_reads ON subject FOR SELECT TO portal_backup USING (true)`,
    )
  }
})

test('staff make no backups', async () => {
  const before = (await backed.portal.audit()).length
  const staff = backed.portal.as({
    kind: 'staff',
    staffId: newId(),
    roles: ['administrator'],
    clearance: true,
  })
  await expect(backed.createAs(staff)).rejects.toThrow(Denied)
  expect(await backed.portal.audit()).toHaveLength(before)
})
