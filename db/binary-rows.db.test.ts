import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { BinaryRows } from './binary-rows.ts'
import { DatabaseUnavailable, openDatabase } from './client.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const copyOf = (query: string) => `COPY (${query}) TO STDOUT (FORMAT binary)`

/** What `read` makes of each row. */
const rowsOf = <T>(query: string, read: (rows: BinaryRows) => T) =>
  database.owner.transactionWithCopy(async (_tx, copyOut) => {
    const rows = new BinaryRows()
    const found: T[] = []
    for await (const piece of copyOut(copyOf(query))) {
      rows.add(piece)
      while (rows.next()) found.push(read(rows))
    }
    return found
  })

describe('rows of COPY in its binary format', () => {
  test('are what the columns have', async () => {
    const query = `SELECT * FROM (VALUES
      ('a"\\ Әлем 👋'::text, '\\x00ff'::bytea, '0192f0c1-2345-7abc-8def-0123456789ab'::uuid, true, 9007199254740991::bigint,
        '{"a,b","q\\"",NULL}'::text[]),
      ('', '\\x', 'ffffffff-ffff-ffff-ffff-ffffffffffff', false, -3, '{}'),
      (NULL, NULL, NULL, NULL, NULL, NULL),
      ('x', '\\x01', '00000000-0000-0000-0000-000000000000', true, 0, '{{a},{b}}')) AS v`
    const read = (rows: BinaryRows) => [
      rows.text(),
      rows.bytea()?.toString('hex') ?? null,
      rows.uuid(),
      rows.boolean(),
      rows.bigint(),
      rows.texts(),
    ]
    expect(await rowsOf(query, read)).toEqual([
      [
        'a"\\ Әлем 👋',
        '00ff',
        '0192f0c1-2345-7abc-8def-0123456789ab',
        true,
        9_007_199_254_740_991,
        ['a,b', 'q"', null],
      ],
      ['', '', 'ffffffff-ffff-ffff-ffff-ffffffffffff', false, -3, []],
      [null, null, null, null, null, null],
      ['x', '01', '00000000-0000-0000-0000-000000000000', true, 0, null],
    ])
  })

  test('have times as PostgreSQL writes them', async () => {
    const times = [
      '1999-12-31 23:59:59.999+00',
      '2000-01-01 00:00:00+00',
      '2026-11-30 04:05:06.070+00',
      '1800-01-01 00:00:00.5+00',
    ]
    const list = times.map((time) => `('${time}'::timestamptz)`).join(', ')
    const texts = await database.owner.db.execute<{ at: string }>(
      sql.raw(
        `SELECT to_char(v AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM (VALUES ${list}) AS t (v)`,
      ),
    )
    const read = await rowsOf(`SELECT v FROM (VALUES ${list}) AS t (v)`, (rows) => rows.timestamp())
    expect(read).toEqual(texts.map(({ at }) => at))
  })

  test.each([
    '2026-11-30 04:05:06 BC',
    'infinity',
    '-infinity',
    '2026-11-30 04:05:06.0705+00',
    '20260-01-01',
  ])('have no text for the time %s, which is none of the log', async (time) => {
    expect(await rowsOf(`SELECT '${time}'::timestamptz`, (rows) => rows.timestamp())).toEqual([''])
  })

  test('come in pieces of whole rows, however many there are', async () => {
    const query = `SELECT n::bigint, repeat('x', n % 3000) FROM generate_series(1, 50000) n`
    const read = await rowsOf(query, (rows) => [rows.bigint(), rows.text()?.length])
    expect(read).toHaveLength(50_000)
    expect(read.every(([n, length], i) => n === i + 1 && length === (i + 1) % 3000)).toBe(true)
  })
})

describe('a copy in a transaction', () => {
  const many = `SELECT repeat('x', 1000) FROM generate_series(1, 100000)`

  test('sees what the transaction wrote, and other statements go on after it', async () => {
    await database.owner.db.execute(sql`CREATE TABLE copied (said text)`)
    const said = await database.owner.transactionWithCopy(async (tx, copyOut) => {
      await tx.execute(sql`INSERT INTO copied VALUES ('kept')`)
      const pieces: Buffer[] = []
      for await (const piece of copyOut('COPY copied TO STDOUT')) pieces.push(piece)
      await tx.execute(sql`INSERT INTO copied VALUES ('too')`)
      return Buffer.concat(pieces).toString()
    })
    expect(said).toBe('kept\n')
    expect(await database.owner.db.execute(sql`SELECT said FROM copied`)).toHaveLength(2)
  })

  test('throws what the server answers, before and within its rows', async () => {
    const run = (query: string) =>
      database.owner.transactionWithCopy(async (_tx, copyOut) => {
        for await (const _piece of copyOut(copyOf(query)));
      })
    await expect(run('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '42P01' })
    await expect(run('SELECT 1 / (50000 - n) FROM generate_series(1, 100000) n')).rejects.toMatchObject({
      code: '22012',
    })
    expect(await database.owner.db.execute(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  })

  test('that nobody reads to its end costs its connection, and the pool opens another', async () => {
    const reading = database.owner.transactionWithCopy(async (tx, copyOut) => {
      for await (const _piece of copyOut(copyOf(many))) break
      await tx.execute(sql`SELECT 1`)
    })
    await expect(reading).rejects.toThrow(DatabaseUnavailable)
    expect(await database.owner.db.execute(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  })

  test('ends at the deadline of the transaction', async () => {
    const slow = openDatabase(database.ownerUrl, { max: 1 })
    try {
      const reading = slow.transactionWithCopy(
        async (_tx, copyOut) => {
          for await (const _piece of copyOut(copyOf(many))) await new Promise((done) => setTimeout(done, 500))
        },
        { deadlineMs: 700 },
      )
      await expect(reading).rejects.toThrow(DatabaseUnavailable)
    } finally {
      await slow.close()
    }
  })
})
