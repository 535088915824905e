import { setTimeout as sleep } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { bigint, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { slowProxy } from '#testing/slow-proxy.ts'
import {
  CommitUnknown,
  type Database,
  DatabaseUnavailable,
  openDatabase,
  type Transaction,
} from './client.ts'
import { bytes } from './schema/columns.ts'

const thing = pgTable('thing', {
  id: uuid('id').primaryKey(),
  body: bytes('body'),
  at: timestamp('at', { withTimezone: true, precision: 3 }),
  facts: jsonb('facts').$type<{ list: string[] }>(),
  count: bigint('count', { mode: 'number' }),
  huge: bigint('huge', { mode: 'bigint' }),
  tags: text('tags').array(),
})
const id = '0192f0c1-2345-7abc-8def-000000000001'

let it: TestDatabase
const opened: Database[] = []
beforeAll(async () => {
  it = await testDatabase()
  await it.owner.db.execute(sql`create table note (said text not null)`)
  await it.owner.db.execute(sql`create table thing (id uuid primary key, body bytea, at timestamptz(3), facts jsonb,
    count bigint, huge bigint, tags text[])`)
})
afterAll(() => it.close())

const open = (options: Parameters<typeof openDatabase>[1], url = it.ownerUrl) => {
  const database = openDatabase(url, options)
  opened.push(database)
  return database
}
const closeOpened = () => Promise.all(opened.splice(0).map((database) => database.close()))
const say = (tx: Transaction, said: string) => tx.execute(sql`insert into note values (${said})`)
const heard = async (said: string) =>
  (await it.owner.db.execute(sql`select 1 from note where said = ${said}`)).length
const pidOf = async (tx: Transaction) =>
  (await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`))[0]?.pid ?? 0
const kill = (pid: number) => it.owner.db.execute(sql`select pg_terminate_backend(${pid})`)

describe('a transaction', () => {
  test('is whole when it ends and gone when its callback throws', async () => {
    const value = await it.owner.transaction(async (tx) => {
      await say(tx, 'kept')
      return 7
    })
    await expect(
      it.owner.transaction(async (tx) => {
        await say(tx, 'dropped')
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect([value, await heard('kept'), await heard('dropped')]).toEqual([7, 1, 0])
  })

  test('that dies while its callback waits never reaches the next caller', async () => {
    const database = open({ max: 1 })
    let resume = () => {}
    const late = new Promise<unknown>((done) => {
      const first = database.transaction(async (tx) => {
        await say(tx, 'before')
        await kill(await pidOf(tx))
        await new Promise<void>((go) => {
          resume = go
        })
        done(await say(tx, 'late').catch((error: unknown) => error))
      })
      first.catch(() => {})
    })
    await expect.poll(() => database.stats().discarded).toBe(1)
    await database.transaction(async (tx) => {
      await say(tx, 'second')
      resume()
      expect(await late).toBeInstanceOf(DatabaseUnavailable)
      await sleep(50)
    })
    expect([await heard('before'), await heard('late'), await heard('second')]).toEqual([0, 0, 1])
    await closeOpened()
  })

  test('tells its caller at once that it is lost', async () => {
    const told = Promise.withResolvers<void>()
    const call = it.owner.transaction(async (tx) => {
      await kill(await pidOf(tx))
      // The callback ends only after its caller was told.
      await told.promise
    })
    await expect(call).rejects.toBeInstanceOf(DatabaseUnavailable)
    told.resolve()
  })

  test('refuses a statement after its callback ended', async () => {
    let kept: Transaction | undefined
    await it.owner.transaction(async (tx) => {
      kept = tx
    })
    if (kept) await expect(say(kept, 'too late')).rejects.toThrow('too late')
    expect(await heard('too late')).toBe(0)
  })

  test('is not committed while a statement of it is still running', async () => {
    let dropped: Promise<unknown> | undefined
    const call = it.owner.transaction(async (tx) => {
      dropped = tx.execute(sql`insert into note select 'dropped ' || pg_sleep(0.1)::text`).catch(() => {})
    })
    await expect(call).rejects.toThrow('not awaited')
    await dropped
  })

  test('whose COMMIT is answered ROLLBACK is an error', async () => {
    const call = it.owner.transaction(async (tx) => {
      await say(tx, 'half')
      await tx.execute(sql`select 1 / 0`).catch(() => {})
    })
    await expect(call).rejects.toMatchObject({ name: 'TransactionRolledBack' })
    expect(await heard('half')).toBe(0)
  })

  test('whose connection breaks during COMMIT is of unknown outcome', async () => {
    const database = open({ max: 1 })
    await it.owner.db.execute(sql`create function die() returns trigger language plpgsql as
      'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return null; end'`)
    await it.owner.db.execute(sql`create table fatal (id int)`)
    await it.owner.db.execute(sql`create constraint trigger die after insert on fatal
      deferrable initially deferred for each row execute function die()`)
    const call = database.transaction((tx) => tx.execute(sql`insert into fatal values (1)`))
    await expect(call).rejects.toBeInstanceOf(CommitUnknown)
    await closeOpened()
  })

  test('has no other inside, and begin and commit are not for callers', async () => {
    await expect(it.owner.transaction((tx) => tx.transaction(async () => 1))).rejects.toThrow(
      'no other inside',
    )
    await expect(it.owner.db.transaction(async () => 1)).rejects.toThrow('database.transaction')
    await expect(it.owner.db.execute(sql`begin`)).rejects.toThrow('not for callers')
    await expect(it.owner.transaction((tx) => tx.execute(sql`rollback`))).rejects.toThrow('not for callers')
  })

  test('carries settings, whatever they hold, to its end and no further', async () => {
    const odd = `O'Brien \\' ; drop table note; -- \\\\ "қ" $$ 😀\n`
    const database = open({ max: 1 })
    const read = (tx: Transaction) =>
      tx.execute<{ who: string | null }>(sql`select current_setting('app.actor', true) as who`)
    const [inside] = await database.transaction(read, { settings: { 'app.actor': odd } })
    const [outside] = await database.transaction(read)
    expect([inside?.who, outside?.who]).toEqual([odd, ''])
    await expect(database.transaction(read, { settings: { 'app.actor': 'a\0b' } })).rejects.toThrow(TypeError)
    await expect(database.transaction(read, { settings: { role: 'postgres' } })).rejects.toThrow(TypeError)
    await closeOpened()
  })

  test('can be read only, on one snapshot, and with a limit of its own', async () => {
    const modes = await it.owner.transaction(
      (tx) =>
        tx.execute(sql`select current_setting('transaction_isolation') as isolation,
        current_setting('transaction_read_only') as read_only, current_setting('statement_timeout') as most`),
      { readOnly: true, isolation: 'repeatable read', deadlineMs: 20_000 },
    )
    expect(modes[0]).toEqual({ isolation: 'repeatable read', read_only: 'on', most: '18s' })
  })

  test('ends at its deadline, and the server releases its locks', async () => {
    const database = open({ max: 2 })
    const call = database.transaction(
      async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(41)`)
        await sleep(5000)
      },
      { deadlineMs: 1000 },
    )
    await expect(call).rejects.toBeInstanceOf(DatabaseUnavailable)
    await database.transaction((tx) => tx.execute(sql`select pg_advisory_xact_lock(41)`), {
      deadlineMs: 4000,
    })
    await closeOpened()
  })
})

describe('a statement of its own', () => {
  test('that runs too long is stopped by the server, and the connection stays', async () => {
    const database = open({ deadlineMs: 3000 })
    await database.db.execute(sql`select 1`)
    await expect(database.db.execute(sql`select pg_sleep(6)`)).rejects.toBeInstanceOf(DatabaseUnavailable)
    expect(database.stats()).toMatchObject({ open: 1, discarded: 0 })
    await closeOpened()
  })

  test('that is lost on its way is of unknown outcome', async () => {
    const database = open({ max: 1 })
    const call = database.db.execute(sql`select pg_terminate_backend(pg_backend_pid()), pg_sleep(1)`)
    await expect(call).rejects.toBeInstanceOf(CommitUnknown)
    await closeOpened()
  })

  test('is named on the server once a connection and used again, when prepared', async () => {
    const database = open({ max: 1 })
    const query = database.db
      .select({ at: thing.at })
      .from(thing)
      .where(eq(thing.id, sql.placeholder('id')))
      .prepare('thing_by_id')
    for (let i = 0; i < 3; i++) await query.execute({ id })
    const names = await database.db.execute<{ calls: string }>(sql`
      select generic_plans + custom_plans as calls from pg_prepared_statements where statement like '%"thing"%'`)
    expect(names.map(({ calls }) => Number(calls))).toEqual([3])
    await closeOpened()
  })

  test('leaves nothing of a changed session behind', async () => {
    const database = open({ max: 1 })
    await database.db.execute(sql`set app.actor = 'leaked'`)
    const [row] = await database.db.execute(sql`select current_setting('app.actor', true) as who`)
    expect(row).toEqual({ who: null })
    await closeOpened()
  })

  test('fails with the server’s own error, without values in it', async () => {
    await it.owner.db.insert(thing).values({ id })
    const error = await it.owner.db
      .insert(thing)
      .values({ id, tags: ['secret'] })
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'PostgresError', code: '23505', constraint_name: 'thing_pkey' })
    expect(JSON.stringify(error) + String(error)).not.toMatch(/secret|0192f0c1/)
    await it.owner.db.delete(thing)
  })
})

test('values come back as they went', async () => {
  const row = {
    id,
    body: Buffer.from([0, 255, 92, 39]),
    at: new Date('2026-11-23T18:59:59.123Z'),
    facts: { list: ['қазақ', '"\\'] },
    count: 2 ** 40,
    huge: 2n ** 62n,
    tags: ['a,b', '"', '', '\\', '{}'],
  }
  await it.owner.db.insert(thing).values(row)
  expect(await it.owner.db.select().from(thing)).toEqual([row])
  const raw = await it.owner.db.execute(sql`
    select ${sql.param(row.tags)}::text[] as texts, ${sql.param([row.body, null])}::bytea[] as bodies,
      ${sql.param([1, 2])}::int[] as ints, ${sql.param([])}::uuid[] as none, ${row.at}::timestamptz as at,
      ${true}::boolean as yes, ${row.body}::bytea as body, count(*) as n from thing`)
  expect(raw[0]).toEqual({
    texts: row.tags,
    bodies: [row.body, null],
    ints: [1, 2],
    none: [],
    at: '2026-11-23 18:59:59.123+00',
    yes: true,
    body: row.body,
    n: '1',
  })
})

describe('the pool', () => {
  test('serves in the order of asking', async () => {
    const database = open({ max: 2, deadlineMs: 60_000 })
    const served: number[] = []
    const calls = Array.from({ length: 50 }, (_, turn) =>
      database.transaction(async () => void served.push(turn), { readOnly: true }),
    )
    await Promise.all(calls)
    // Two at a time: at most the one on the other connection was asked for before and comes later.
    const passed = served.map(
      (turn, place) => turn - served.slice(0, place).filter((one) => one < turn).length,
    )
    expect(Math.max(...passed)).toBeLessThan(2)
    await closeOpened()
  })

  test('lets nobody wait past the deadline for a place that stays taken', async () => {
    const database = open({ max: 2, deadlineMs: 1500 })
    const gate = Promise.withResolvers<void>()
    const served: number[] = []
    const calls = Array.from({ length: 50 }, (_, turn) =>
      database.transaction(() => {
        served.push(turn)
        return gate.promise
      }),
    )
    // All are answered while the callbacks of the two that have a place still wait.
    const ended = await Promise.allSettled(calls)
    gate.resolve()
    expect(served.length).toBeLessThanOrEqual(2)
    expect(ended.map((end) => end.status === 'rejected' && end.reason.name)).toEqual(
      Array(50).fill('DatabaseUnavailable'),
    )
    expect(await database.healthy()).toBe(true)
    expect(database.stats()).toMatchObject({ leased: 0, waiting: 0 })
    await closeOpened()
  })

  test('tells a wrong password at once', async () => {
    const url = new URL(it.ownerUrl)
    url.password = 'wrong'
    // Tried again until the deadline, it would end with the test's own.
    const database = open({ deadlineMs: 600_000 }, url.href)
    await expect(database.db.execute(sql`select 1`)).rejects.toMatchObject({ cause: { code: '28P01' } })
    await closeOpened()
  })

  test('takes a host that answers among several', async () => {
    const url = it.ownerUrl.replace('127.0.0.1:', '127.0.0.1:1,127.0.0.1:')
    const database = open({}, url)
    expect((await database.db.execute(sql`select 1 as one`))[0]).toEqual({ one: 1 })
    await closeOpened()
  })

  test('lets the leased finish when it closes, and refuses others', async () => {
    const database = open({ max: 1 })
    const begun = Promise.withResolvers<void>()
    const running = database.transaction(async (tx) => {
      begun.resolve()
      await sleep(100)
      return say(tx, 'last words')
    })
    await begun.promise
    await Promise.all([database.close(), running])
    expect(await heard('last words')).toBe(1)
    await expect(database.db.execute(sql`select 1`)).rejects.toThrow('closed')
    expect(database.stats().open).toBe(0)
  })
})

test('a late statement does not slip in while a slow network reconnects', async () => {
  const proxy = await slowProxy(it.ownerUrl, 60)
  const database = open({ max: 1, deadlineMs: 6000 }, proxy.url)
  let late: Promise<unknown> | undefined
  const first = database.transaction(async (tx) => {
    await say(tx, 'slow first')
    await kill(await pidOf(tx))
    // The second below is connecting or already connected: both cases are tried.
    for (const ms of [150, 100, 100, 100, 100]) {
      await sleep(ms)
      late = say(tx, 'slow late').catch((error: unknown) => error)
    }
    await late
  })
  await expect(first).rejects.toBeInstanceOf(DatabaseUnavailable)
  await database.transaction(async (tx) => {
    await say(tx, 'slow second')
    await sleep(500)
  })
  expect(await late).toBeInstanceOf(DatabaseUnavailable)
  expect([await heard('slow first'), await heard('slow late'), await heard('slow second')]).toEqual([0, 0, 1])
  await closeOpened()
  await proxy.close()
})

test('calls on a network that falls silent end while it is silent, and those after it succeed', async () => {
  const proxy = await slowProxy(it.ownerUrl, 0)
  const database = open({ max: 2, deadlineMs: 600 }, proxy.url)
  await database.transaction((tx) => say(tx, 'silence'))
  proxy.silence(true)
  const calls = [1, 2, 3].map(() => database.transaction((tx) => say(tx, 'silence')))
  const ended = await Promise.allSettled(calls)
  expect(ended.map((end) => end.status === 'rejected' && end.reason.name)).toEqual(
    Array(3).fill('DatabaseUnavailable'),
  )
  proxy.silence(false)
  await expect.poll(() => database.healthy(), { timeout: 60_000 }).toBe(true)
  await closeOpened()
  await proxy.close()
})

test('a listener hears, and hears again after its connection is lost', async () => {
  const database = open({ applicationName: 'listener' })
  const payloads: string[] = []
  let connected = 0
  const listener = await database.listen(
    'Odd "channel"',
    (payload) => payloads.push(payload),
    () => connected++,
  )
  const notify = (payload: string) => it.owner.db.execute(sql`select pg_notify('Odd "channel"', ${payload})`)
  await expect.poll(() => connected).toBe(1)
  await notify('one')
  await expect.poll(() => payloads).toEqual(['one'])
  await it.owner.db.execute(
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'listener'`,
  )
  await expect.poll(() => connected, { timeout: 60_000 }).toBe(2)
  await notify('two')
  await expect.poll(() => payloads).toEqual(['one', 'two'])
  await listener.close()
  await closeOpened()
})
