import { Logger } from 'graphile-worker'
import type { Log } from '#platform/log.ts'

// Each job that succeeds is news to the queue, not to whoever reads the log.
const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const

/** The queue's own words in our log; of what it hands along only ids, since the rest may hold whatever failed. */
export function queueLogger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    const { taskIdentifier: task, jobId: job, workerId: worker } = scope
    log[levels[level]]({ task, job, worker }, message)
  })
}
