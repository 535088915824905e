import { countDraftImpact } from '#domain/assurance/policy-impact/count-draft-impact.ts'
import { systemContext, type Task } from '../task.ts'

/** Counts what the draft of the next policy version would do to consents, for the editor's page. */
export const countDraftImpactTask: Task = async ({ services }, _payload, job) => {
  const impact = await countDraftImpact(systemContext(services, 'count-draft-impact', job))
  if (impact) services.log.info({ ...impact.asked }, 'the impact of the draft is counted')
}
