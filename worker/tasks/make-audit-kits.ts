import { makeKits } from '#domain/assurance/kit/make-kits.ts'
import { kitReadme } from '#i18n/audit-kit.ts'
import { systemContext, type Task } from '../task.ts'

/** At once when a kit was asked for, and every ten minutes. */
export const makeAuditKitsTask: Task = async ({ services }, _payload, job) => {
  const made = await makeKits(systemContext(services, 'make-audit-kits', job), kitReadme, job.signal)
  if (made > 0) services.log.info({ made }, 'kits for auditors were made')
}
