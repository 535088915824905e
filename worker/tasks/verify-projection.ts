import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { setFact } from '#platform/installation-facts.ts'
import { systemContext, type Task } from '../task.ts'

/** Folds the ledger nightly and stores the result, which shows whether the projection can be trusted. */
export const verifyProjectionTask: Task = async ({ services }, _payload, job) => {
  const { people, different } = await verifyProjection(systemContext(services, 'verify-projection', job))
  if (different.length > 0) {
    const subjects = different.slice(0, 20)
    services.log.error(
      { different: different.length, subjects },
      'the projection of the consent ledger differs from the ledger',
    )
  }
  const at = services.clock.now().toISOString()
  await setFact(services.database, 'consent-projection-verified', { at, people, different: different.length })
}
