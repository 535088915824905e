import { checkCounts } from '#domain/assurance/statistics/check-counts.ts'
import { checkedCounts } from '#domain/assurance/statistics/counts-checked.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: compares the counts that the charts are drawn from with the records. `doctor` and the page of statistics say what was found. */
export const checkCountsTask: Task = async ({ services }, _payload, job) => {
  const checked = await checkCounts(systemContext(services, 'check-counts', job))
  const differing = checkedCounts.filter((name) => checked[name].different > 0)
  if (differing.length > 0)
    services.log.error({ differing, checked }, 'the counts for statistics differ from the records')
}
