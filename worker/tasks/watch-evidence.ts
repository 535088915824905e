import { watchEvidence } from '#domain/assurance/measure/measure-evidence.ts'
import { systemContext, type Task } from '../task.ts'

/** Every minute: measures what has changed outside the portal, such as a backup that is gone from the disk. */
export const watchEvidenceTask: Task = async ({ services }, _payload, job) => {
  const turned = await watchEvidence(systemContext(services, 'watch-evidence', job))
  if (turned.length > 0) services.log.info({ turned }, 'evidence has another state')
}
