import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readSealDelay } from '#domain/audit/verify/read-seal-delay.ts'
import { countStuckErasures } from '#domain/fulfilment/erase/count-stuck-erasures.ts'
import { isInUse, type NotedEpochs, notedEpochs } from '#domain/people/key-epochs/read-key-epochs.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { type Disk, diskOf } from '#platform/disk.ts'
import { secondsSinceBeat } from '#platform/heartbeat.ts'
import { readQueueState } from '#platform/jobs/queue-state.ts'

export type PortalHealth = {
  /** Seconds since a worker was last seen; null: never. */
  workerSeenSeconds: number | null
  queue: {
    /** Age of the oldest job that is due, in seconds. */
    lagSeconds: number
    /** Jobs out of attempts, by task, the most first. */
    givenUp: { task: string; count: number }[]
    /** Scheduled tasks whose last run failed. */
    failedRuns: string[]
  }
  /** The disks of the data and of the keys; one where both are on the same. */
  disks: Disk[]
  /** The file of a key that is missing or cannot be read, in one line; null when all are there. */
  keyFault: string | null
  /** Master keys by age, and what is not in order, as `portal doctor` says it. */
  keyEpochs: NotedEpochs
  /** How long the oldest audit record waits for its seal, in seconds; null: no log has begun. */
  sealDelaySeconds: number | null
  /** Erasures that wait for an answer or for somebody's decision after a failure. */
  stuckErasures: number
}

/** What the portal knows about its own machine: for the first page of who oversees it. Nothing of it is personal. */
export async function readPortalHealth(ctx: Context): Promise<PortalHealth> {
  authorize(ctx.actor, 'installation.check')
  const { env } = ctx.services
  const { workerSeenSeconds, queue, epochs } = await ctx.transaction(async (tx) => ({
    workerSeenSeconds: await secondsSinceBeat({ db: tx }, 'worker'),
    queue: await readQueueState({ db: tx }),
    epochs: await notedEpochs(tx, ctx.services.keys, ctx.clock.unmoved()),
  }))
  return {
    workerSeenSeconds,
    queue: {
      lagSeconds: queue.lagSeconds,
      givenUp: countByTask(queue.dead.map(({ task }) => task)),
      failedRuns: queue.failedRuns.map(({ task }) => task),
    },
    disks: disksOf([env.dataDir, env.keysDir]),
    keyFault: keyFaultOf(
      env.keysDir,
      epochs.epochs.filter(isInUse).map(({ version }) => version),
    ),
    keyEpochs: epochs,
    sealDelaySeconds: await readSealDelay(ctx),
    stuckErasures: await countStuckErasures(ctx),
  }
}

const countByTask = (tasks: readonly string[]) =>
  [...Map.groupBy(tasks, (task) => task)]
    .map(([task, { length: count }]) => ({ task, count }))
    .sort((a, b) => b.count - a.count)

const disksOf = (folders: readonly string[]) => [
  ...new Map(folders.map(diskOf).map((disk) => [disk.mountedOn, disk])).values(),
]

/** Reads the folder again: a running portal keeps its keys and would not notice that a file is gone until its next start. */
function keyFaultOf(keysDir: string, versions: readonly number[]): string | null {
  try {
    openMasterKeys(keysDir, { create: false }).requireVersions(versions)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
