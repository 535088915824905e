import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { backedUpPortal } from '#testing/backups.ts'
import { s3Server } from '#testing/s3-server.ts'
import type { Created } from '../create/create-backup.ts'
import { archiveName } from '../rules/archive-name.ts'
import { readBackupState } from '../state/read-backup-state.ts'
import { type CopyArchives, copyArchives } from './copy-archives.ts'
import { drillBucket } from './drill-bucket.ts'
import { fetchArchives } from './fetch-archives.ts'

let backed: Awaited<ReturnType<typeof backedUpPortal>>
let server: Awaited<ReturnType<typeof s3Server>>
let made: Created
let settingsFile: string
const dayMs = 86_400_000
const at = (days: number) => new Date(Date.now() - days * dayMs)

beforeAll(async () => {
  backed = await backedUpPortal()
  server = await s3Server()
  settingsFile = join(backed.folder, 'bucket.json')
  useSettings({})
  made = await backed.create()
  await backed.createChanges()
}, 60_000)
afterAll(async () => {
  await server.close()
  await backed.close()
})

const useSettings = (given: Partial<typeof server.settings>) =>
  writeFileSync(settingsFile, JSON.stringify({ ...server.settings, ...given }), { mode: 0o600 })
const copy = (given: Partial<CopyArchives> = {}) =>
  copyArchives(backed.portal.system, { settingsFile, folder: backed.archives, allowed: ['KZ'], ...given })
const bucketOf = async () => {
  const { bucket, faults } = await readBackupState(backed.portal.system, { count: 1, hasBucket: true })
  return { bucket, faults: faults.filter((one) => one.startsWith('bucket')) }
}
const drill = () =>
  drillBucket(backed.portal.system, {
    settingsFile,
    identities: [backed.keys.identity],
    publicKey: backed.keys.publicKey,
    outside: backed.log.outside,
    workFolder: join(backed.folder, 'bucket-drill'),
  })

test('a bucket without a copy is a fault; the first copy uploads every archive of the folder', async () => {
  expect(await bucketOf()).toEqual({ bucket: null, faults: ['bucket-late'] })
  const names = readdirSync(backed.archives).sort()
  expect(names).toHaveLength(4)
  expect(await copy()).toMatchObject({ failure: null, copied: expect.arrayContaining(names), deleted: [] })
  expect([...server.objects.keys()].sort()).toEqual(names)
  expect(await copy()).toMatchObject({ failure: null, copied: [], deleted: [] })
  expect(await bucketOf()).toMatchObject({
    bucket: {
      place: expect.stringMatching(/^127\.0\.0\.1:\d+\/backups$/),
      country: 'KZ',
      archives: 4,
      failure: null,
    },
    faults: [],
  })
  expect((await backed.portal.audit()).filter(({ action }) => action === 'backup.copy')).toHaveLength(1)
})

test('an archive that is too short in the bucket is uploaded again', async () => {
  const name = basename(made.portal)
  const whole = server.objects.get(name) ?? Buffer.alloc(0)
  server.objects.set(name, whole.subarray(0, 100))
  expect(await copy()).toMatchObject({ copied: [name] })
  expect(server.objects.get(name)?.equals(whole)).toBe(true)
})

test('archives go from the bucket at their term, and other objects stay', async () => {
  const old = [
    archiveName('portal', at(31)),
    archiveName('keystore', at(8)),
    archiveName('keychanges', at(3)),
  ]
  const kept = [archiveName('portal', at(20)), archiveName('keystore', at(6)), 'notes.txt']
  for (const name of [...old, ...kept]) server.objects.set(name, Buffer.from('x'))
  // Also where nothing may be uploaded.
  useSettings({ country: 'DE' })
  expect(await copy()).toMatchObject({ failure: 'country' })
  expect([...server.objects.keys()]).toEqual(expect.arrayContaining(kept))
  for (const name of old) expect(server.objects.has(name)).toBe(false)
  useSettings({})
  for (const name of kept) server.objects.delete(name)
})

test.each([
  [
    'a country that is not allowed',
    () => useSettings({ country: 'DE' }),
    'country',
    'DE: its country is not among BACKUP_COUNTRIES',
  ],
  [
    'a wrong key',
    () => useSettings({ secretAccessKey: 'wrong' }),
    'refused',
    'answered 403 SignatureDoesNotMatch',
  ],
  ['no answer', () => useSettings({ endpoint: 'http://127.0.0.1:1' }), 'unreachable', /^no answer: /],
  [
    'a fault of the storage',
    () => {
      server.faults.status = 503
    },
    'failed',
    'answered 503 InternalError',
  ],
  ['settings that are missing', () => rmSync(settingsFile), 'settings', /is missing$/],
] as const)(
  '%s is recorded and is a fault until it succeeds; the folder gets its archives all the same',
  async (_, spoil, failure, reason) => {
    spoil()
    try {
      expect(await copy()).toEqual({ failure, reason: expect.stringMatching(reason) })
      expect(await bucketOf()).toMatchObject({ bucket: { failure }, faults: ['bucket-failed'] })
      expect(await backed.createChanges()).not.toBeNull()
    } finally {
      server.faults.status = undefined
      useSettings({})
    }
    expect(await copy()).toMatchObject({ failure: null, copied: [expect.any(String), expect.any(String)] })
    expect((await bucketOf()).faults).toEqual([])
  },
)

test('the newest backup comes back with its changes, and a drill restores it', async () => {
  const folder = join(backed.folder, 'fetched')
  mkdirSync(folder)
  const set = await fetchArchives(backed.portal.system, { settingsFile, folder })
  expect(basename(set.portal)).toBe(basename(made.portal))
  expect(set.changes).not.toBeNull()
  expect(readdirSync(folder)).toHaveLength(4)
  expect(await drill()).toBe('passed')
  expect(await bucketOf()).toMatchObject({ bucket: { drillResult: 'passed' }, faults: [] })
}, 60_000)

test.each([
  [
    'a flipped byte',
    (bytes: Buffer) => {
      bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1)
      return bytes
    },
  ],
  ['a cut end', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10)],
])(
  '%s in the bucket fails the drill and is a fault until one passes',
  async (_, damage) => {
    const name = basename(made.portal)
    const whole = server.objects.get(name) ?? Buffer.alloc(0)
    server.objects.set(name, damage(Buffer.from(whole)))
    expect(await drill()).toBe('damaged')
    expect(await bucketOf()).toMatchObject({
      bucket: { drillResult: 'damaged' },
      faults: ['bucket-drill-failed'],
    })
    server.objects.set(name, whole)
    expect(await drill()).toBe('passed')
    expect((await bucketOf()).faults).toEqual([])
  },
  60_000,
)

test('staff copy and fetch nothing', async () => {
  const staff = backed.portal.as({
    kind: 'staff',
    staffId: newId(),
    roles: ['administrator'],
    clearance: true,
  })
  const given = { settingsFile, folder: backed.archives, allowed: ['KZ'] }
  await expect(copyArchives(staff, given)).rejects.toThrow(Denied)
  await expect(fetchArchives(staff, given)).rejects.toThrow(Denied)
})
