import { purgeChoiceReplies } from '#domain/consent/ledger/purge-choice-replies.ts'
import { purgeSourceCalls } from '#domain/fulfilment/http-source/open-calls.ts'
import { purgeUndelivered } from '#domain/integrations/mail/purge-undelivered.ts'
import { purgeWebhookDeliveries } from '#domain/integrations/webhooks/purge-webhook-deliveries.ts'
import { purgeExpiredSignIns } from '#domain/people/sign-in/purge-expired-sign-ins.ts'
import { purgeExpiredVisitorRequests } from '#domain/requests/time/run-request-deadlines.ts'
import { purgeExpiredStaffSignIns } from '#domain/staff/sign-in/purge-expired-staff-sign-ins.ts'
import { purgeEndedJobs } from '#platform/jobs/queue-state.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: deletes expired codes and sessions, and webhook deliveries older than a month. */
export const purgeExpired: Task = async ({ services }, _payload, job) => {
  const ctx = systemContext(services, 'purge-expired-codes', job)
  const swept = await purgeExpiredSignIns(ctx)
  await purgeExpiredStaffSignIns(ctx)
  await purgeExpiredVisitorRequests(ctx)
  await purgeWebhookDeliveries(ctx)
  await purgeChoiceReplies(ctx)
  await purgeUndelivered(ctx)
  await purgeSourceCalls(ctx)
  await purgeEndedJobs(services.database)
  services.log.info(swept, 'what had expired is deleted')
}
