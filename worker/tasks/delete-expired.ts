import { sweepReplies } from '#domain/consent/sweep-replies.ts'
import { sweepWebhooks } from '#domain/integrations/sweep-webhooks.ts'
import { sweepStaffSignIns } from '#domain/people/staff/sweep-staff-sign-ins.ts'
import { sweepSignIns } from '#domain/people/sweep-sign-ins.ts'
import { sweepCases } from '#domain/requests/keep-time.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: what signing in left behind and nobody can use any more, and webhooks of last month. */
export const deleteExpired: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'delete-expired', job)
  const swept = await sweepSignIns(ctx)
  await sweepStaffSignIns(ctx)
  await sweepCases(ctx)
  await sweepWebhooks(ctx)
  await sweepReplies(ctx)
  services.log.info(swept, 'what had expired is deleted')
}
