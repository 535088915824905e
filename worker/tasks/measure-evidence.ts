import { measureEvidence } from '#domain/assurance/measure/measure-evidence.ts'
import { systemContext, type Task } from '../task.ts'

/** Every ten minutes: measures what is due. A measurement that failed is tried again with the job. */
export const measureEvidenceTask: Task = async ({ services }, _payload, job) => {
  const { measured, failed } = await measureEvidence(systemContext(services, 'measure-evidence', job))
  if (measured.length > 0) services.log.info({ measured }, 'evidence measured')
  for (const { evidence, error } of failed)
    services.log.error({ evidence, err: error }, 'evidence could not be measured')
  if (failed.length > 0) throw new Error(`not measured: ${failed.map((one) => one.evidence).join(', ')}`)
}
