import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { CommitUnknown, type Database, DatabaseUnavailable } from '#db/client.ts'

export const workers = 20
const accounts = 10

type Outcome = 'done' | 'rolledBack' | 'unavailable' | 'unknown'

/** What callers were answered; `hung` are calls that a timer of 8 s overtook, `strange` unexpected errors. */
export type Tally = Record<Outcome, number> & { hung: number; strange: string[] }

export type Load = {
  /** Runs transfers in `workers` loops until `stopped`; some change their mind, some wait in the middle. */
  run: (stopped: (tally: Readonly<Tally>) => boolean) => Promise<Tally>
  /** Transfers whose rows contradict what their caller was answered, and money lost or created. */
  countWrong: () => Promise<number>
}

class Undo extends Error {}

/** Transfers between accounts, each leaving three rows with its name. Makes the tables. */
export async function createLoad(database: Database): Promise<Load> {
  await database.db.execute(sql`create table account (id int primary key, balance int not null)`)
  await database.db.execute(sql`create table entry (transfer uuid not null, step int not null)`)
  await database.db.execute(sql`insert into account select n, 1000 from generate_series(1, ${accounts}) n`)
  const told = new Map<string, Outcome>()

  const once = async (tally: Tally) => {
    const transfer = randomUUID()
    // A timer rather than a clock: what delays the process delays both.
    const timer = setTimeout(() => tally.hung++, 8000)
    try {
      const outcome = await outcomeOf(move(database, transfer))
      told.set(transfer, outcome)
      tally[outcome]++
    } catch (error) {
      tally.strange.push(String(error))
    } finally {
      clearTimeout(timer)
    }
  }
  return {
    run: async (stopped) => {
      const tally: Tally = { done: 0, rolledBack: 0, unavailable: 0, unknown: 0, hung: 0, strange: [] }
      const loop = async () => {
        while (!stopped(tally)) await once(tally)
      }
      await Promise.all(Array.from({ length: workers }, loop))
      return tally
    },
    countWrong: () => countWrong(database, told),
  }
}

async function outcomeOf(call: Promise<void>): Promise<Outcome> {
  try {
    await call
    return 'done'
  } catch (error) {
    if (error instanceof Undo) return 'rolledBack'
    if (error instanceof DatabaseUnavailable) return 'unavailable'
    if (error instanceof CommitUnknown) return 'unknown'
    throw error
  }
}

async function move(database: Database, transfer: string) {
  const [from = 1, to = 2] = [1 + Math.floor(Math.random() * (accounts - 1)), accounts]
  await database.transaction(
    async (tx) => {
      await tx.execute(sql`insert into entry values (${transfer}, 1)`)
      await tx.execute(sql`update account set balance = balance - 1 where id = ${from}`)
      const [echo] = await tx.execute<{ said: string; actor: string }>(
        sql`insert into entry values (${transfer}, 2) returning transfer as said, current_setting('app.actor') as actor`,
      )
      // A reply meant for another caller, or the settings of another transaction.
      if (echo?.said !== transfer || echo.actor !== transfer) throw new Error('a reply went astray')
      if (Math.random() < 0.3) await sleep(Math.random() * 30)
      await tx.execute(sql`insert into entry values (${transfer}, 3)`)
      if (Math.random() < 0.2) throw new Undo()
      await tx.execute(sql`update account set balance = balance + 1 where id = ${to}`)
    },
    { settings: { 'app.actor': transfer } },
  )
}

async function countWrong(database: Database, told: Map<string, Outcome>): Promise<number> {
  const rows = await database.db.execute<{ transfer: string; steps: number }>(
    sql`select transfer, count(*)::int as steps from entry group by transfer`,
  )
  const steps = new Map(rows.map((row) => [row.transfer, row.steps]))
  const [total] = await database.db.execute<{ sum: number }>(
    sql`select sum(balance)::int as sum from account`,
  )
  let wrong = total?.sum === accounts * 1000 ? 0 : 1
  for (const [transfer, outcome] of told) {
    const count = steps.get(transfer) ?? 0
    const right = outcome === 'done' ? count === 3 : count === 0 || (outcome === 'unknown' && count === 3)
    if (!right) wrong++
  }
  for (const transfer of steps.keys()) if (!told.has(transfer)) wrong++
  return wrong
}

/** Ends a random connection of `applicationName` every 60 ms until `stopped`. Tells how many. */
export async function killRandomly(
  killer: Database,
  applicationName: string,
  stopped: (kills: number) => boolean,
) {
  let kills = 0
  while (!stopped(kills)) {
    const killed = await killer.db.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = ${applicationName} order by random() limit 1`)
    kills += killed.length
    await sleep(60)
  }
  return kills
}

/** A `stopped` that turns true after `ms`. */
export function elapsed(ms: number): () => boolean {
  const until = performance.now() + ms
  return () => performance.now() > until
}

/** Collects uncaught errors while it is active. */
export function watchUncaught() {
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('unhandledRejection', note)
  process.on('uncaughtException', note)
  return {
    uncaught,
    stop: () => {
      process.off('unhandledRejection', note)
      process.off('uncaughtException', note)
    },
  }
}
