import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { openLease } from '#platform/jobs/leases.ts'
import { purgeEndedJobs } from '#platform/jobs/queue-state.ts'
import { queueLogger } from './queue-log.ts'
import type { Task, Tools } from './task.ts'

const restartMs = 1000

export type Queue = {
  /** False while it has lost the database and waits for it. */
  isRunning: () => boolean
  stop: () => Promise<void>
}

/**
 * Takes jobs until told to stop, through losses of the database too. The queue's tables must be there: the role of the
 * app may not make them. `stop` lets running jobs end; after 5 s they are asked to by their signal.
 */
export function runQueue(
  tools: Tools,
  tasks: Readonly<Record<string, Task>>,
  { concurrency = 4, crontab = '' }: { concurrency?: number; crontab?: string } = {},
): Queue {
  const { env, log, database } = tools.services
  const lease = openLease(env.DATABASE_URL, log, { onFreed: () => purgeEndedJobs(database) })
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => lease.hold(workerPool.id))
  events.on('pool:release', ({ workerPool }) => lease.release(workerPool.id))
  const stopping = new AbortController()
  let runner: Runner | undefined

  const keepRunning = async () => {
    while (!stopping.signal.aborted) {
      try {
        runner = await run({
          connectionString: env.DATABASE_URL,
          concurrency,
          pollInterval: 1000,
          noHandleSignals: true,
          maxPoolSize: concurrency + 2,
          taskList: taskList(tools, tasks),
          crontab,
          logger: queueLogger(log),
          events,
        })
        if (stopping.signal.aborted) await runner.stop()
        await runner.promise
      } catch (error) {
        log.error({ reason: error instanceof Error ? error.message : String(error) }, 'the queue stopped')
      }
      runner = undefined
      await sleep(restartMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const running = keepRunning()

  return {
    isRunning: () => runner !== undefined && !stopping.signal.aborted,
    stop: async () => {
      stopping.abort()
      await runner?.stop().catch(() => {})
      await running
      await lease.close()
    },
  }
}

function taskList(tools: Tools, tasks: Readonly<Record<string, Task>>): TaskList {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload: unknown, { job, abortSignal }) => {
        const signal = abortSignal ?? new AbortController().signal
        await task(tools, payload, { id: String(job.id), attempt: job.attempts, signal })
      },
    ]),
  )
}
