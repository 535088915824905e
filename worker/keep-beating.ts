import { beat } from '#platform/heartbeat.ts'
import type { Services } from '#platform/services.ts'
import type { Queue } from './run-queue.ts'

const lookMs = 1000
const everyMs = 10_000

/** Notes every ten seconds that this worker takes jobs, for `/health/ready` and `doctor`. Returns what ends it. */
export function keepBeating({ database, log }: Services, queue: Queue): () => void {
  let nextAt = 0
  const look = () => {
    const now = performance.now()
    if (now < nextAt || !queue.isRunning()) return
    nextAt = now + everyMs
    beat(database, 'worker').catch((error: unknown) =>
      log.warn({ err: error }, 'the worker could not note that it is alive'),
    )
  }
  const timer = setInterval(look, lookMs)
  return () => clearInterval(timer)
}
