import { Logger } from 'graphile-worker'
import type { Log } from '#platform/log.ts'

// Successful jobs are not logged.
const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'debug' } as const

/** Logs the queue's messages; of its data only ids, because the rest may contain personal data. */
export function queueLogger(log: Log): Logger {
  return new Logger((scope) => (level, message) => {
    const { taskIdentifier: task, jobId: job, workerId: worker } = scope
    log[levels[level]]({ task, job, worker }, message)
  })
}
