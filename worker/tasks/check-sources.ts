import { checkSources } from '#domain/fulfilment/source-states/check-sources.ts'
import { systemContext, type Task } from '../task.ts'

/** Every minute, and when staff ask: each source is looked at when its time has come. */
export const checkSourcesTask: Task = ({ services }, _payload, job) =>
  checkSources(systemContext(services, 'check-sources', job), job.signal)
