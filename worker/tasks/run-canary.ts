import { z } from 'zod'
import { runCanary } from '#domain/fulfilment/canary/run-canary.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { systemContext, type Task } from '../task.ts'

/** `measure`: the evidence is measured afterwards, whatever the trials show. */
const payloadSchema = z.object({ afterwards: z.enum(['measure']).optional() })

/** Every ten minutes: takes a test person through every source whose nightly trial is due. */
export const runCanaryTask: Task = async ({ services }, payload, job) => {
  const { afterwards } = payloadSchema.parse(payload)
  try {
    const failures = await runCanary(systemContext(services, 'run-canary', job), job.signal)
    for (const [source, failure] of Object.entries(failures))
      services.log.error({ source, ...failure }, 'a source failed its nightly trial')
  } finally {
    if (afterwards === 'measure')
      await services.database.transaction((tx) =>
        enqueue(tx, 'measure-evidence', {}, { key: 'measure-evidence' }),
      )
  }
}
