import postgres from 'postgres'
import type { Log } from '../log.ts'

// First half of the keys of the advisory locks that live workers hold; the second is a hash of the worker's name.
const lockClass = 1_886_548_844

export type Lease = {
  /** From now on the jobs taken under this name are known to be in living hands. */
  hold(name: string): void
  release(name: string): void
  close(): Promise<void>
}

type LeaseOptions = {
  graceMs?: number
  beatMs?: number
  /** Called after jobs of a dead worker were given back. */
  onFreed?: () => Promise<void>
}

/**
 * Frees what a killed worker had taken, which the queue by itself does only after four hours. Each worker's name is an
 * advisory lock of its own session, so that the server itself notices a death; jobs whose name is not locked by anybody
 * are given back, `graceMs` after they were taken. A job may then run a second time: it must be idempotent anyway.
 */
export function openLease(
  url: string,
  log: Log,
  { graceMs = 5000, beatMs = 5000, onFreed = async () => {} }: LeaseOptions = {},
): Lease {
  const mine = new Set<string>()
  const held = new Set<string>()
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: 0,
    connection: { application_name: 'portal-worker-lease' },
    onnotice: () => {},
    onclose: () => held.clear(),
  })

  const lock = async (name: string) => {
    const [row] = await sql<
      { got: boolean }[]
    >`SELECT pg_try_advisory_lock(${lockClass}::int, hashtext(${name})) AS got`
    return row?.got === true
  }
  const unlock = (name: string) => sql`SELECT pg_advisory_unlock(${lockClass}::int, hashtext(${name}))`

  const beat = async () => {
    for (const name of mine) if (!held.has(name) && (await lock(name))) held.add(name)
    const others = await sql<{ name: string }[]>`
      SELECT DISTINCT locked_by AS name FROM graphile_worker.jobs
      WHERE locked_by IS NOT NULL AND locked_at < now() - make_interval(secs => ${graceMs / 1000})`
    let freed = false
    for (const { name } of others) {
      if (mine.has(name) || !(await lock(name))) continue
      await sql`SELECT graphile_worker.force_unlock_workers(ARRAY[${name}]::text[])`
      freed = true
      await unlock(name)
      log.warn({ worker: name }, 'a worker died with jobs in its hands: they are given back')
    }
    if (freed) await onFreed()
  }

  let turn = Promise.resolve()
  const next = () => {
    turn = turn.then(beat).catch((error: unknown) => {
      log.warn(
        { reason: error instanceof Error ? error.message : String(error) },
        'the lease could not be renewed',
      )
    })
  }
  const timer = setInterval(next, beatMs)

  return {
    hold(name) {
      mine.add(name)
      next()
    },
    release(name) {
      mine.delete(name)
      if (held.delete(name))
        turn = turn
          .then(() => unlock(name))
          .then(
            () => {},
            () => {},
          )
    },
    async close() {
      clearInterval(timer)
      await turn
      await sql.end({ timeout: 1 })
    },
  }
}
