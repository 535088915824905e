import { countConsentStates } from '#domain/consent/overview/count-states.ts'
import { systemContext, type Task } from '../task.ts'

/** Counts how the choices of everybody stand, for the staff's page about consent. */
export const countConsentStatesTask: Task = async ({ services }, _payload, job) => {
  const { people } = await countConsentStates(systemContext(services, 'count-consent-states', job))
  services.log.info({ people }, 'choices counted')
}
