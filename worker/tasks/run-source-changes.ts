import { z } from 'zod'
import {
  endObjections,
  planProfileChanges,
  planSourceChanges,
} from '#domain/fulfilment/change-run/plan-source-changes.ts'
import { runSourceChanges } from '#domain/fulfilment/change-run/run-source-changes.ts'
import { profileFields } from '#domain/fulfilment/rules/data-map.ts'
import { systemContext, type Task } from '../task.ts'

const keySchema = z.object({ subjectId: z.uuid(), requestId: z.uuid() })
const profileSchema = z.object({ subjectId: z.uuid(), fields: z.array(z.enum(profileFields)) })

/** A correction, a restriction or an objection was decided, or one of the last two ended. */
export const planSourceChangesTask: Task = ({ services }, payload, job) =>
  planSourceChanges(systemContext(services, 'plan-source-changes', job), keySchema.parse(payload))

const subjectsSchema = z.object({ subjectIds: z.array(z.uuid()) })

/** Somebody with an objection chose something: agreeing to that processing ends it. */
export const endObjectionsTask: Task = ({ services }, payload, job) =>
  endObjections(systemContext(services, 'end-objections', job), subjectsSchema.parse(payload))

/** A person changed their profile. */
export const carryProfileTask: Task = ({ services }, payload, job) =>
  planProfileChanges(systemContext(services, 'carry-profile', job), profileSchema.parse(payload))

/** Every minute, and when a change was planned or staff let one be tried again. */
export const runSourceChangesTask: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'run-source-changes', job)
  const { settled } = await runSourceChanges(ctx, job.signal)
  if (settled > 0) services.log.info({ settled }, 'changes in sources settled')
}
