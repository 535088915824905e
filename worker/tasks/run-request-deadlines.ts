import { runRequestDeadlines } from '#domain/requests/time/run-request-deadlines.ts'
import { systemContext, type Task } from '../task.ts'

/** Every minute: what time alone does to requests. */
export const runRequestDeadlinesTask: Task = async ({ services }, _payload, job) => {
  const { lapsed, reminded, approved } = await runRequestDeadlines(
    systemContext(services, 'run-request-deadlines', job),
  )
  if (lapsed + reminded + approved > 0)
    services.log.info({ lapsed, reminded, approved }, 'time passed over requests')
}
