import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Snapshot, SnapshotTable } from '#db/dump/exported-snapshot.ts'
import { readArchive } from '#platform/archives/read-archive.ts'
import { writeArchive } from '#platform/archives/write-archive.ts'
import { type BackupKeys, makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { verifiedFiles, verifyArchive } from './read-archive.ts'
import { writeTables } from './write-archive.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-archive-'))
const file = join(folder, 'made')
const other = join(folder, 'other')
const takenAt = new Date('2026-11-29T19:00:00Z')
const table: SnapshotTable = {
  schema: 'public',
  name: 'thing',
  columns: ['id', 'text'],
  order: '"id"',
  key: ['id'],
  notesDeletions: true,
}
/** Two pieces, each larger than one file of an archive. */
const pieces = [Buffer.from('1\ta\n'.repeat(1_000_001)), Buffer.from('2\tb\n'.repeat(1_000_002))]
let keys: BackupKeys

beforeAll(async () => {
  keys = await makeBackupKeys(folder)
  const snapshot: Snapshot = {
    id: '1',
    serverVersion: '18.4',
    takenAt,
    horizon: '1',
    origin: 'test',
    tables: [table],
    select: async () => [],
    async *copyOut() {
      yield* pieces
    },
    sequences: async () => '',
  }
  const before = { 'schema.sql': 'CREATE TABLE thing (id int, text text);\n' }
  await writeTables(
    file,
    { kind: 'portal', snapshot, tables: [table], country: 'KZ', before },
    { keys, recipients: [keys.recipient] },
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const how = () => ({ identities: [keys.identity], publicKey: keys.publicKey })
const codeOf = (kind: 'portal' | 'keystore' = 'portal') =>
  verifyArchive(other, kind, how()).then(
    () => 'good',
    (error) => error.code,
  )

/** The archive again, with other files in it. */
async function rewrite(change: (name: string, bytes: Buffer) => [string, Buffer][]) {
  await writeArchive(other, { recipients: [keys.recipient], modifiedAt: takenAt }, async (add) => {
    for await (const { name, bytes } of readArchive(file, [keys.identity]))
      for (const [newName, newBytes] of change(name, bytes)) await add(newName, newBytes)
  })
}

test('a table is in files of whole rows, with the count and the sum of all of them', async () => {
  const { manifest } = await verifyArchive(file, 'portal', how())
  expect(manifest).toMatchObject({ kind: 'portal', country: 'KZ', madeAt: takenAt.toISOString() })
  expect(manifest.tables).toMatchObject([
    { name: 'thing', rows: 2_000_003, files: ['public.thing.0001.copy', 'public.thing.0002.copy'] },
  ])
  const names: string[] = []
  for await (const { name } of verifiedFiles(file, manifest, how())) names.push(name)
  expect(names).toEqual(['schema.sql', 'public.thing.0001.copy', 'public.thing.0002.copy', 'data.sql'])
})

test('SQL for psql stops at the first mistake and names every file', async () => {
  const texts = new Map<string, string>()
  for await (const { name, bytes } of readArchive(file, [keys.identity]))
    if (name.endsWith('.sql')) texts.set(name, bytes.toString('utf8'))
  expect(texts.get('portal/data.sql')).toBe(
    [
      '\\set ON_ERROR_STOP on',
      `\\copy "public"."thing" ("id", "text") FROM 'public.thing.0001.copy'`,
      `\\copy "public"."thing" ("id", "text") FROM 'public.thing.0002.copy'`,
      '',
    ].join('\n'),
  )
  expect(texts.get('portal/schema.sql')).toMatch(/^\\set ON_ERROR_STOP on\nCREATE TABLE/)
})

test.each([
  ['nothing changed', (name: string, bytes: Buffer) => [[name, bytes]], 'good'],
  [
    'a file of rows is gone',
    (name: string, bytes: Buffer) => (name.includes('0002') ? [] : [[name, bytes]]),
    'file-missing',
  ],
  [
    'the sums are gone',
    (name: string, bytes: Buffer) => (name.endsWith('SUMS') ? [] : [[name, bytes]]),
    'file-missing',
  ],
  [
    'a file of rows is another',
    (name: string, bytes: Buffer) => [[name, name.includes('0002') ? bytes.subarray(4) : bytes]],
    'file-changed',
  ],
  [
    'the SQL is another',
    (name: string, bytes: Buffer) => [[name, name.endsWith('schema.sql') ? Buffer.from('DROP') : bytes]],
    'file-changed',
  ],
  [
    'a file more',
    (name: string, bytes: Buffer) =>
      name.endsWith('schema.sql')
        ? [
            [name, bytes],
            ['portal/more.sql', bytes],
          ]
        : [[name, bytes]],
    'file-unlisted',
  ],
  [
    'a file outside the folder',
    (name: string, bytes: Buffer) =>
      name.endsWith('.sig')
        ? [
            [name, bytes],
            ['../etc/x', bytes],
          ]
        : [[name, bytes]],
    'file-unlisted',
  ],
  [
    'the sums were adapted',
    (name: string, bytes: Buffer) => [[name, name.endsWith('SUMS') ? bytes.subarray(0, -1) : bytes]],
    'not-signed',
  ],
] as [string, (name: string, bytes: Buffer) => [string, Buffer][], string][])(
  '%s',
  async (_name, change, code) => {
    await rewrite(change)
    expect(await codeOf()).toBe(code)
  },
)

test('another key did not sign it, and an archive of data is none of the keystore', async () => {
  const stranger = generateKeyPairSync('ed25519').publicKey
  await expect(verifyArchive(file, 'portal', { ...how(), publicKey: stranger })).rejects.toMatchObject({
    code: 'not-signed',
  })
  await rewrite((name, bytes) => [[name, bytes]])
  expect(await codeOf('keystore')).toBe('file-unlisted')
})
