import { sweepSignIns } from '#domain/people/sweep-sign-ins.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: what signing in left behind and nobody can use any more. */
export const deleteExpired: Task = async ({ services }, _payload, job) => {
  const swept = await sweepSignIns(systemContext(services, 'delete-expired', job))
  services.log.info(swept, 'what had expired is deleted')
}
