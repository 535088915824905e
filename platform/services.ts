import { setTimeout } from 'node:timers/promises'
import { type Database, openDatabase } from '#db/client.ts'
import { type Clock, openClock } from './clock.ts'
import { type MasterKeys, openMasterKeys } from './crypto/master-keys.ts'
import { type Environment, readEnvironment } from './env.ts'
import { type Log, openLog } from './log.ts'

/** What one process opens once and shares: settings, database, keys, clock, log. */
export type Services = {
  env: Environment
  database: Database
  keys: MasterKeys
  clock: Clock
  /** Lets time pass before an answer. Tests count instead of waiting. */
  wait(ms: number): Promise<void>
  log: Log
}

export function openServices(env: Environment, name: string, how: { deadlineMs?: number } = {}): Services {
  return {
    env,
    // A page that cannot have its answer says so within three seconds; a job may wait longer.
    database: openDatabase(env.DATABASE_URL, {
      applicationName: `portal-${name}`,
      deadlineMs: how.deadlineMs ?? (name === 'app' ? 2_500 : 8_000),
    }),
    keys: openMasterKeys(env.keysDir),
    clock: openClock(env.PORTAL_CLOCK_OFFSET),
    wait: (ms) => setTimeout(ms),
    log: openLog(env.LOG_LEVEL, name),
  }
}

// The server's own code and the framework's bundles are two copies of this module in one process; both must share one pool.
const shared: { [key: symbol]: Services | undefined } = globalThis as { [key: symbol]: Services | undefined }
const place = Symbol.for('portal.services')

/** The process's services, opened at first use. Throws `WrongEnvironment`. */
export function services(name = 'app'): Services {
  shared[place] ??= openServices(readEnvironment(process.env), name)
  return shared[place]
}
