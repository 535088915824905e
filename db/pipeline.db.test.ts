import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { slowProxy } from '#testing/slow-proxy.ts'
import { CommitUnknown, DatabaseUnavailable, openDatabase, type Transaction } from './client.ts'
import { prepared } from './prepared.ts'

let it: TestDatabase
beforeAll(async () => {
  it = await testDatabase()
  await it.owner.db.execute(sql`create table note (said text not null)`)
  await it.owner.db.execute(sql`create table fatal (id int)`)
  await it.owner.db.execute(sql`create function die() returns trigger language plpgsql as
    'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end'`)
  await it.owner.db.execute(sql`create constraint trigger die after insert on fatal
    deferrable initially deferred for each row execute function die()`)
})
afterAll(() => it.close())

const say = (tx: Transaction, said: string) => tx.execute(sql`insert into note values (${said})`)
const heard = async (said: string) =>
  (await it.owner.db.execute(sql`select 1 from note where said = ${said}`)).length
const withOne = async <T>(
  run: (database: ReturnType<typeof openDatabase>) => Promise<T>,
  url = it.ownerUrl,
) => {
  const database = openDatabase(url, { max: 1, deadlineMs: 2000 })
  try {
    return await run(database)
  } finally {
    await database.close()
  }
}

test('commits with its last statement, under its settings', async () => {
  const settings = { 'app.subject': 'somebody' }
  const seen = await it.owner.pipeline(
    async (tx, commitWith) => {
      const [row] = await tx.execute(sql`select current_setting('app.subject') as subject`)
      await commitWith(() => say(tx, 'last'))
      return row?.subject
    },
    { settings },
  )
  expect([seen, await heard('last')]).toEqual(['somebody', 1])
})

test('commits by itself where nothing is given to commit with', async () => {
  await it.owner.pipeline((tx) => say(tx, 'alone'))
  expect(await heard('alone')).toBe(1)
})

test('commits nothing when the last statement fails, and the connection goes on', async () => {
  await withOne(async (database) => {
    const call = database.pipeline(async (tx, commitWith) => {
      await say(tx, 'before')
      await commitWith(() => tx.execute(sql`select 1 / 0`))
    })
    await expect(call).rejects.toMatchObject({ code: '22012' })
    await database.pipeline((tx, commitWith) => commitWith(() => say(tx, 'after')))
    expect(database.stats()).toMatchObject({ open: 1, discarded: 0 })
  })
  expect([await heard('before'), await heard('after')]).toEqual([0, 1])
})

test('commits nothing when its callback throws', async () => {
  const call = it.owner.pipeline(async (tx) => {
    await say(tx, 'thrown')
    throw new Error('no')
  })
  await expect(call).rejects.toThrow('no')
  expect(await heard('thrown')).toBe(0)
})

test('refuses a statement after the one that it commits with', async () => {
  const call = it.owner.pipeline(async (tx, commitWith) => {
    await commitWith(() => say(tx, 'whole'))
    await say(tx, 'too late')
  })
  await expect(call).rejects.toThrow('too late')
  expect([await heard('whole'), await heard('too late')]).toEqual([1, 0])
})

test.each([
  ['COMMIT', sql`insert into fatal values (1)`],
  ['the statement before it', sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(1)`],
])('has an unknown end when the connection is lost during %s', async (_when, statement) => {
  const call = withOne((database) =>
    database.pipeline((tx, commitWith) => commitWith(() => tx.execute(statement))),
  )
  await expect(call).rejects.toBeInstanceOf(CommitUnknown)
})

test('is unavailable when the connection is lost before its last statement', async () => {
  const call = withOne((database) =>
    database.pipeline(async (tx, commitWith) => {
      await tx.execute(sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(1)`)
      await commitWith(() => say(tx, 'lost'))
    }),
  )
  await expect(call).rejects.toBeInstanceOf(DatabaseUnavailable)
  expect(await heard('lost')).toBe(0)
})

test('is unavailable when the network falls silent before COMMIT was sent', async () => {
  const proxy = await slowProxy(it.ownerUrl, 0)
  const call = withOne(async (database) => {
    await database.pipeline((tx) => say(tx, 'heard'))
    proxy.silence(true)
    await database.pipeline((tx) => say(tx, 'unheard'), { deadlineMs: 300 })
  }, proxy.url)
  await expect(call).rejects.toBeInstanceOf(DatabaseUnavailable)
  proxy.silence(false)
  await proxy.close()
  expect(await heard('unheard')).toBe(0)
})

test('takes another connection when the idle one had died', async () => {
  await withOne(async (database) => {
    const [row] = await database.db.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await it.owner.db.execute(sql`select pg_terminate_backend(${row?.pid ?? 0})`)
    await database.pipeline((tx, commitWith) => commitWith(() => say(tx, 'again')))
  })
  expect(await heard('again')).toBe(1)
})

test('a prepared statement is parsed once a connection, inside a transaction and outside', async () => {
  const add = prepared<{ sum: number }>(sql`select ${sql.placeholder('a')}::int + 1 as sum`)
  await withOne(async (database) => {
    expect(await add(database.db, { a: 1 })).toEqual([{ sum: 2 }])
    await database.transaction(async (tx) => expect(await add(tx, { a: 2 })).toEqual([{ sum: 3 }]))
    await database.pipeline(async (tx) => expect(await add(tx, { a: 3 })).toEqual([{ sum: 4 }]))
    const held = await database.db.execute(
      sql`select 1 from pg_prepared_statements where statement like '%+ 1 as sum'`,
    )
    expect(held).toHaveLength(1)
  })
})
