import { keepTime } from '#domain/requests/keep-time.ts'
import { systemContext, type Task } from '../task.ts'

/** Every minute: what time alone does to requests. */
export const keepRequestTime: Task = async ({ services }, _payload, job) => {
  const { lapsed, approved } = await keepTime(systemContext(services, 'keep-request-time', job))
  if (lapsed + approved > 0) services.log.info({ lapsed, approved }, 'time passed over requests')
}
