import { diskOf, isDiskFull } from '#platform/disk.ts'
import { beat, secondsSinceBeat } from '#platform/heartbeat.ts'
import type { Answer } from '#platform/http/answer.ts'
import { migrationsAreCurrent } from '#platform/migrations-current.ts'
import type { Services } from '#platform/services.ts'
import { sharedAnswer } from '#platform/shared-answer.ts'
import type { Snapshots } from '#platform/snapshots.ts'

type Given = {
  services: Services
  snapshots: Snapshots
  healthy: () => Promise<boolean>
  accepting: () => boolean
}

/** A worker notes itself every ten seconds. */
const workerPatienceSeconds = 60
/** Each check writes once; more frequent callers share its result. */
const lookMs = 1000

/**
 * The answer of `/health/ready`: 200 when the instance can take visitors, else 503 with the failing checks. Missing
 * snapshots do not count: those pages are rendered on request. Public pages are served in any case.
 */
export function openReadiness({ services, snapshots, healthy, accepting }: Given): () => Promise<Answer> {
  const { database, env } = services
  const look = sharedAnswer(async () => {
    const up = await healthy()
    const ask = (check: () => Promise<boolean>) => (up ? check().catch(() => false) : false)
    return {
      database: up,
      migrations: await ask(() => migrationsAreCurrent(database)),
      writes: await ask(async () => {
        await beat(database, 'server')
        return !database.writesRefused()
      }),
      disk: hasSpace(env.dataDir),
      worker: await ask(async () => {
        const seconds = await secondsSinceBeat(database, 'worker')
        return seconds !== null && seconds <= workerPatienceSeconds
      }),
    }
  }, lookMs)

  return async () => {
    const checks = { accepting: accepting(), snapshots: snapshots.loaded(), ...(await look()) }
    const ready = Object.values(checks).every(Boolean)
    return {
      status: ready ? 200 : 503,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
      },
      body: `${JSON.stringify({ status: ready ? 'ready' : 'not ready', checks })}\n`,
    }
  }
}

function hasSpace(folder: string): boolean {
  try {
    return !isDiskFull(diskOf(folder))
  } catch {
    return false
  }
}
