import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openForCopy, withSnapshot } from '#db/dump/exported-snapshot.ts'
import { hashRows } from '#db/dump/load-tables.ts'
import { newId } from '#platform/ids.ts'
import { backedUpPortal } from '#testing/backups.ts'
import { throwawayCluster } from '#testing/cluster.ts'
import { createRoles } from '#testing/global-setup.ts'
import { changesFor } from '../drill/find-archives.ts'
import { type Changes, restoreBackup } from './restore-backup.ts'

let backed: Awaited<ReturnType<typeof backedUpPortal>>
let server: Awaited<ReturnType<typeof throwawayCluster>>
let owner: postgres.Sql
beforeAll(async () => {
  backed = await backedUpPortal()
  server = await throwawayCluster()
  const sql = postgres(server.superUrl, { max: 1, onnotice: () => {} })
  await createRoles(sql)
  await sql.end()
  const connection = { 'app.reach': 'all', 'app.actor': 'system:test' }
  owner = postgres(backed.portal.database.ownerUrl, { max: 4, onnotice: () => {}, connection })
}, 60_000)
afterAll(async () => {
  await owner.end({ timeout: 5 })
  await server.remove()
  await backed.close()
})

/** Of every table the number of rows and their SHA-256. Notes of deleted rows are in no archive. */
async function hashAll(url: string): Promise<Record<string, string>> {
  const tables = await withSnapshot(url, async (snapshot) => snapshot.tables)
  const sql = openForCopy(url)
  const found: Record<string, string> = {}
  try {
    for (const table of tables.filter(({ name }) => name !== 'deleted_row')) {
      const { rows, sha256 } = await hashRows(sql, table)
      found[`${table.schema}.${table.name}`] = `${rows} ${sha256}`
    }
  } finally {
    await sql.end({ timeout: 5 })
  }
  return found
}

let databases = 0
async function restored(archives: { portal: string; keystore: string; changes: Changes | null }) {
  databases += 1
  const name = `restored_${databases}`
  const sql = postgres(server.superUrl, { max: 1, onnotice: () => {} })
  await sql.unsafe(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`)
  await sql.end()
  const url = new URL(server.superUrl)
  url.pathname = `/${name}`
  const { identity, publicKey } = backed.keys
  const given = { ...archives, url: url.href, identities: [identity], publicKey }
  await restoreBackup(backed.portal.system, given)
  return hashAll(url.href)
}

// Tables of the ledger, the log, requests and keys, and the one that no trigger watches. `%1` and `%2` are ids of a small set, so that
// what was deleted comes back.
const tables = {
  consent_event: [
    'subject_id',
    `INSERT INTO consent_event (subject_id, seq, event_id, purpose, decision, policy_version, text_version,
    text_sha256, locale, origin, actor_kind, recorded_at) VALUES ($1, 1, $2, 'p', 'granted', 1, 1, sha256('x'), 'kk', 'page', 'subject', now())
    ON CONFLICT DO NOTHING`,
    'locale = $1::text',
  ],
  consent_outbox: [
    'subject_id',
    'INSERT INTO consent_outbox VALUES ($1, 1, 2) ON CONFLICT DO NOTHING',
    'last_seq = length($1::text)',
  ],
  request_step: [
    'subject_id',
    `INSERT INTO request_step VALUES ($1, $2, 1, 'file', NULL, 'received', 'subject', NULL, now())
    ON CONFLICT DO NOTHING`,
    'actor_id = $1::text',
  ],
  request_message: [
    'subject_id',
    `INSERT INTO request_message VALUES ($1, $2, $2, 'subject', NULL, 'kk', '\\x00ff', now())
    ON CONFLICT DO NOTHING`,
    'author_id = $1::text',
  ],
  choice_reply: [
    'subject_id',
    `INSERT INTO choice_reply VALUES ($1, $2::text || E'\t\\N', '\\x5c', '{"a": "\\n"}', now()) ON CONFLICT DO NOTHING`,
    `result = jsonb_build_object('a', $1::text)`,
  ],
  audit_event: [
    'audit_id',
    `INSERT INTO audit_event (audit_id, actor_kind, action, resource) VALUES ($1, 'system', 'test', $2::text)
    ON CONFLICT DO NOTHING`,
    'reason = $1::text',
  ],
  'keystore.subject_key': [
    'subject_id',
    `INSERT INTO keystore.subject_key SELECT $1, k.key_id, k.master_version, k.wrapped, k.created_at
    FROM keystore.subject_key k WHERE $2::text <> '' LIMIT 1 ON CONFLICT DO NOTHING`,
    "wrapped = convert_to($1::text, 'UTF8')",
  ],
} as const

const ids = Array.from({ length: 6 }, () => newId())
const write = fc.record({
  table: fc.constantFrom(...(Object.keys(tables) as (keyof typeof tables)[])),
  how: fc.constantFrom('insert', 'insert', 'update', 'delete', 'rekey', 'rewrite', 'undo'),
  id: fc.nat(5),
  other: fc.nat(5),
  text: fc.string({ maxLength: 4 }).map((text) => text.replaceAll('\0', '')),
  /** In a subtransaction, whose number the row then has. */
  nested: fc.boolean(),
})
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never

async function run(
  sql: postgres.TransactionSql,
  { table, how, id, other, text, nested }: Write,
): Promise<void> {
  const [key, insert, set] = tables[table]
  const [one, two] = [ids[id] ?? '', ids[other] ?? '']
  const statement = async (tx: postgres.ISql) => {
    if (how === 'insert' || how === 'undo')
      await tx.unsafe(insert.replaceAll('$1', `'${one}'`).replaceAll('$2', `'${two}'`))
    if (how === 'update') await tx.unsafe(`UPDATE ${table} SET ${set} WHERE ${key} = $2`, [text, one])
    if (how === 'rekey')
      await tx.unsafe(
        `UPDATE ${table} t SET ${key} = $1 WHERE ${key} = $2 AND NOT EXISTS (
        SELECT FROM ${table} WHERE ${key} = $1)`,
        [one, two],
      )
    if (how === 'delete') await tx.unsafe(`DELETE FROM ${table} WHERE ${key} = $1`, [one])
    if (how === 'undo') throw new Undone()
  }
  const isNested = nested || how === 'undo'
  await (isNested ? sql.savepoint(statement) : statement(sql)).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
}
class Undone extends Error {}

async function runAll(writes: Write[]): Promise<void> {
  for (const one of writes) {
    if (one.how === 'rewrite') await owner.unsafe(`VACUUM (FULL, FREEZE) ${one.table}`)
    else await owner.begin((tx) => run(tx, one))
  }
}

test('a backup and the changes since give every row of that moment, whatever was written and deleted', async () => {
  const many = fc.array(write, { minLength: 5, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(many, many, many, many, async (first, open, second, third) => {
      await runAll(first)
      // Begun before the snapshot of the backup and committed after it.
      let commit = () => {}
      const isOver = new Promise<void>((resolve) => {
        commit = resolve
      })
      let begun = () => {}
      const hasBegun = new Promise<void>((resolve) => {
        begun = resolve
      })
      const straddling = owner.begin(async (tx) => {
        await tx`SELECT pg_current_xact_id()`
        // A row of another transaction would be waited for.
        for (const one of open.filter(({ table, how }) => table === 'audit_event' && how !== 'rewrite'))
          await run(tx, one)
        begun()
        await isOver
      })
      await hasBegun
      // Begun later and ended: a horizon above the open transaction would miss it.
      await owner`INSERT INTO rate_limit (key) VALUES (${newId()})`
      const { portal, keystore } = await backed.create()
      commit()
      await straddling
      await runAll(second)
      expect(await backed.createChanges()).toMatchObject({ deleted: [] })
      await runAll(third)
      const expected = await hashAll(backed.portal.database.backupUrl)
      const made = await backed.createChanges()
      if (!made) throw new Error('there is no backup')
      const changes = { changes: made.changes, keychanges: made.keychanges }
      expect(changesFor(portal)).toEqual(changes)
      expect(await restored({ portal, keystore, changes })).toEqual(expected)
    }),
    { numRuns: 3, endOnFailure: true },
  )
}, 180_000)

const codeOf = (archives: { portal: string; keystore: string; changes: Changes | null }) =>
  restored(archives).then(
    () => 'restored',
    (error) => error.code ?? error,
  )

test('changes of another backup, changed, cut or without their keys are refused', async () => {
  const first = await backed.create()
  const early = await backed.createChanges()
  await backed.portal.addPerson()
  const second = await backed.create()
  const late = await backed.createChanges()
  if (!early || !late) throw new Error('there is no backup')
  const { portal, keystore } = second
  expect(changesFor(first.portal)).toMatchObject({ changes: early.changes })
  expect(await codeOf({ portal, keystore, changes: late })).toBe('restored')
  expect(await codeOf({ portal, keystore, changes: early })).toBe('other-base')
  expect(await codeOf({ portal, keystore, changes: { ...late, keychanges: early.keychanges } })).toBe(
    'other-base',
  )
  const copy = join(backed.folder, 'damaged.age')
  const damaged = { ...late, changes: copy }
  copyFileSync(late.changes, copy)
  truncateSync(copy, statSync(copy).size - 100)
  expect(await codeOf({ portal, keystore, changes: damaged })).toBe('damaged')
  expect(await backed.drill(portal, { changes: damaged })).toMatchObject({ result: 'damaged' })
  const bytes = readFileSync(late.changes)
  const place = Math.floor(bytes.length / 2)
  bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
  writeFileSync(copy, bytes)
  expect(await codeOf({ portal, keystore, changes: damaged })).toBe('damaged')
  expect(await backed.drill(portal)).toMatchObject({ result: 'passed', changesMadeAt: late.madeAt })
}, 120_000)

test('archives no changes without a whole backup of this database of the last day: a backup is due', async () => {
  const other = join(backed.folder, 'other')
  expect(await backed.createChanges({ folder: other })).toBeNull()
  const { portal } = await backed.create({ folder: other })
  expect(await backed.createChanges({ folder: other })).not.toBeNull()
  await owner`UPDATE backup SET origin = 'x' || origin WHERE folder = ${other}`
  expect(await backed.createChanges({ folder: other })).toBeNull()
  await owner`UPDATE backup SET origin = substr(origin, 2) WHERE folder = ${other}`
  truncateSync(portal, 1000)
  expect(await backed.createChanges({ folder: other })).toBeNull()
}, 60_000)

test('a table that gets another column makes a backup due', async () => {
  await backed.create()
  await owner`ALTER TABLE rate_limit ADD COLUMN later text`
  try {
    expect(await backed.createChanges()).toBeNull()
  } finally {
    await owner`ALTER TABLE rate_limit DROP COLUMN later`
  }
})

test.each([/^keychanges-.*part$/, /^changes-.*part$/])(
  'killed while %s is there: what has its name is whole, and the next archive is good',
  async (moment) => {
    const { portal, keystore } = await backed.create()
    await owner`INSERT INTO page_snapshot SELECT 'build', '/' || gen_random_uuid(), repeat(md5(n::text), 3000), '', sha256('page'), now()
      FROM generate_series(1, 300) n`
    await owner`UPDATE keystore.subject_key SET created_at = created_at`
    const { env } = backed.portal.services
    const child = spawn(process.execPath, ['cli/main.ts', 'backup', 'changes'], {
      cwd: join(import.meta.dirname, '../../..'),
      env: {
        ...process.env,
        DATABASE_URL: env.DATABASE_URL,
        DATABASE_BACKUP_URL: backed.portal.database.backupUrl,
        SMTP_URL: env.SMTP_URL,
        AUTH_SECRET: env.AUTH_SECRET,
        SNAPSHOT_TOKEN: env.SNAPSHOT_TOKEN,
        PORTAL_SAMPLE_DATA: '1',
        PORTAL_KEYS_DIR: env.keysDir,
        PORTAL_DATA_DIR: env.dataDir,
        BACKUP_DIR: backed.archives,
      },
      stdio: 'ignore',
    })
    const ended = once(child, 'exit')
    while (child.exitCode === null && !readdirSync(backed.archives).some((name) => moment.test(name)))
      await sleep(1)
    child.kill('SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')
    // The second of the two archives never got its name.
    expect(changesFor(portal)).toBeNull()
    const expected = await hashAll(backed.portal.database.backupUrl)
    const changes = await backed.createChanges()
    expect(await restored({ portal, keystore, changes })).toEqual(expected)
    expect(basename(changesFor(portal)?.changes ?? '')).toBe(basename(changes?.changes ?? 'none'))
  },
  60_000,
)
