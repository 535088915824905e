import { purgeExpiredStaffSignIns } from '#domain/staff/sign-in/purge-expired-staff-sign-ins.ts'
import { purgeEndedJobs } from '#platform/jobs/queue-state.ts'
import { purgeRateLimits } from '#platform/rate-limit.ts'
import { systemContext, type Task } from '../task.ts'

/** Nightly: deletes what expired and is not in the data map: sessions of staff, counters, jobs that are over. */
export const purgeExpired: Task = async ({ services }, _payload, job) => {
  await purgeExpiredStaffSignIns(systemContext(services, 'purge-expired-codes', job))
  await purgeRateLimits(services)
  await purgeEndedJobs(services.database)
}
