import { runCanary } from '#domain/fulfilment/canary/run-canary.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: takes a person who is nobody through every source that allows it. */
export const runCanaryTask: Task = async ({ services }, _payload, job) => {
  const failures = await runCanary(systemContext(services, 'run-canary', job), job.signal)
  for (const [source, failure] of Object.entries(failures))
    services.log.error({ source, ...failure }, 'a source failed its nightly trial')
}
