import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subject, subjectKey } from '#db/schema/people.ts'
import { Denied } from '#domain/access/permissions.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { importSubjects } from '../import/import-subjects.ts'
import { destroyKey, newKey, readPerson } from '../record/person-records.ts'
import { keepKeyEpochs } from './keep-key-epochs.ts'
import { scanFields } from './scan-fields.ts'

const dayMs = 86_400_000
const signal = new AbortController().signal
const people = 400

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
  const given = Array.from({ length: people }, (_, n) => ({
    externalId: `scan-${n}`,
    email: null,
    fullName: `Ержан ${n}`,
    phone: null,
    locale: 'ru' as const,
  }))
  await importSubjects(portal.system, given, 'sample')
  await keepKeyEpochs(portal.system, { signal })
}, 60_000)
afterAll(() => portal.close())

const asOwner = (statement: ReturnType<typeof sql>) => portal.database.owner.db.execute(statement)
const scan = () => scanFields(portal.system)

/** Fifty writes a second by another process: people are created, encrypted again, and lose their keys. */
async function writing() {
  const { services } = portal
  const keys = openMasterKeys(services.env.keysDir)
  const ctx = { ...portal.system, services: { ...services, keys } }
  const stop = new AbortController()
  const errors: unknown[] = []
  const known = await portal.database.owner.db.select({ id: subject.subjectId }).from(subject).limit(50)
  const pending: Promise<unknown>[] = []
  const made: string[] = []
  const write = async (n: number) => {
    const { subjectId, cipher } = await ctx.transaction((tx) => newKey(tx, ctx.services))
    const place = { table: 'subject', column: 'name_sealed', row: subjectId }
    const sealed = cipher.encrypt(place, `written ${n}`)
    await ctx.transaction(async (tx) => {
      const person = await readPerson(tx, keys, known[n % 50]?.id ?? '')
      if (!person?.fullName) throw new Error('a person cannot be read')
    })
    if (n % 3 === 0) await ctx.transaction((tx) => destroyKey(tx, subjectId))
    else made.push(subjectId)
    return sealed
  }
  const loop = (async () => {
    for (let n = 0; !stop.signal.aborted; n++) {
      pending.push(write(n).catch((error: unknown) => errors.push(error)))
      await setTimeout(20)
    }
  })()
  return async () => {
    stop.abort()
    await loop
    await Promise.all(pending)
    return { writes: pending.length, errors, made }
  }
}

test('keys are rotated while fifty writes a second go on: no error, all under the new version, and in the end no trace of the old one', async () => {
  expect(await scan()).toMatchObject({ old: 0, stray: 0, unknown: 0, found: [] })
  const stop = await writing()
  await setTimeout(1000)
  const { rewrapped, failed } = await keepKeyEpochs(portal.system, { rotate: true, signal })
  await setTimeout(1000)
  const { writes, errors, made } = await stop()
  expect(errors).toEqual([])
  expect(failed).toEqual([])
  expect(rewrapped).toBeGreaterThanOrEqual(people)
  expect(writes).toBeGreaterThan(60)
  await keepKeyEpochs(portal.system, { signal })
  const rows = await portal.database.owner.db.select().from(subjectKey)
  expect(new Set(rows.map(({ masterVersion }) => masterVersion))).toEqual(new Set([2]))
  expect(rows).toHaveLength(people + made.length)
  for (const { keyId, masterVersion, wrapped } of rows)
    expect(portal.services.keys.unwrap(masterVersion, wrapped, keyId)).toHaveLength(32)
  portal.passTime(8 * dayMs)
  const { destroyed } = await keepKeyEpochs(portal.system, { signal })
  expect(destroyed).toEqual([1])
  expect(existsSync(join(portal.services.env.keysDir, 'master', 'v1.key'))).toBe(false)
  await keepKeyEpochs(portal.system, { signal })
  expect(await scan()).toEqual({
    fields: people,
    keys: people + made.length,
    old: 0,
    stray: 0,
    unknown: 0,
    found: [],
  })
}, 60_000)

/** Changes the id of the master key in one wrapped key, or changes it back. */
const flip = () =>
  asOwner(sql`UPDATE keystore.subject_key SET wrapped = set_byte(wrapped, 3, get_byte(wrapped, 3) # 1)
    WHERE subject_id = (SELECT subject_id FROM subject WHERE external_id = 'scan-1')`)

describe('a value that was left is found, wherever and however it is written', () => {
  const wrappedUnder1 = async () => {
    const [row] = await asOwner(sql`SELECT '01' || key_id AS header FROM master_key WHERE version = 1`)
    return Buffer.from(`${row?.header}${'ab'.repeat(60)}`, 'hex')
  }
  test.each([
    ['bytes', 'bytea', (left: Buffer) => left],
    ['bytes within others', 'bytea', (left: Buffer) => Buffer.concat([Buffer.alloc(100, 7), left])],
    ['hexadecimal', 'text', (left: Buffer) => `\\x${left.toString('hex')}`],
    ['base64', 'text', (left: Buffer) => left.toString('base64')],
    ['JSON', 'jsonb', (left: Buffer) => JSON.stringify({ deep: [left.toString('base64url')] })],
    ['a list of texts', 'text[]', (left: Buffer) => `{other,${left.toString('hex')}}`],
  ])('as %s', async (_name, type, write) => {
    await asOwner(sql`CREATE TABLE left_over (id integer, value ${sql.raw(type)})`)
    await asOwner(sql`GRANT SELECT ON left_over TO portal_app`)
    await asOwner(sql`INSERT INTO left_over VALUES (1, ${write(await wrappedUnder1())}::${sql.raw(type)})`)
    const found = await scan()
    await asOwner(sql`DROP TABLE left_over`)
    expect(found).toMatchObject({
      old: 0,
      stray: 1,
      found: [{ column: 'public.left_over.value', values: 1 }],
    })
    expect(await scan()).toMatchObject({ stray: 0 })
  })

  test('a field without the version of today, and a key of no master key that is known', async () => {
    await asOwner(sql`CREATE TABLE kept AS SELECT subject_id, name_sealed FROM subject`)
    await asOwner(sql`UPDATE subject SET name_sealed = 'plain'::bytea WHERE external_id = 'scan-1'`)
    await asOwner(sql`UPDATE subject SET name_sealed = ''::bytea WHERE external_id = 'scan-2'`)
    expect(await scan()).toMatchObject({
      unknown: 2,
      found: [{ column: 'public.subject.name_sealed', values: 2 }],
    })
    await asOwner(
      sql`UPDATE subject s SET name_sealed = k.name_sealed FROM kept k WHERE k.subject_id = s.subject_id`,
    )
    await asOwner(sql`DROP TABLE kept`)
    await flip()
    expect(await scan()).toMatchObject({
      old: 1,
      found: [{ column: 'keystore.subject_key.wrapped', values: 1 }],
    })
    await flip()
    expect(await scan()).toMatchObject({ old: 0, unknown: 0 })
  })
})

test('the role of the app reads every column that can hold such a value', async () => {
  const columns = (database: typeof portal.database.app) =>
    database.db.execute<{ name: string }>(sql`
      SELECT format('%I.%I.%I', n.nspname, c.relname, a.attname) AS name
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname NOT LIKE 'pg\_%'
        AND n.nspname <> 'information_schema' AND a.atttypid IN ('bytea'::regtype, 'text'::regtype, 'json'::regtype, 'jsonb'::regtype)
        AND NOT has_column_privilege('portal_app', c.oid, a.attnum, 'SELECT')`)
  expect((await columns(portal.database.owner)).map(({ name }) => name)).toEqual([])
})

test('only the portal itself and staff who oversee it scan', async () => {
  await expect(scanFields(portal.visitor)).rejects.toThrow(Denied)
})
