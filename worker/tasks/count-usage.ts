import { countUsage } from '#domain/fulfilment/usage/count-usage.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { systemContext, type Task } from '../task.ts'

/** Every ten minutes: counts what is due, once a night. What was never measured is measured afterwards. */
export const countUsageTask: Task = async ({ services }, _payload, job) => {
  const counted = await countUsage(systemContext(services, 'count-usage', job), job.signal)
  for (const { statistic, people, without } of counted) {
    services.log.info({ statistic, people }, 'use of the platform is counted')
    if (without > 0) services.log.error({ statistic, without }, 'counted without a consent, and thrown away')
  }
  if (counted.length > 0)
    await services.database.transaction((tx) =>
      enqueue(tx, 'measure-evidence', {}, { key: 'measure-evidence' }),
    )
}
