import { desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { staffClearance } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { remindOnce } from '../record/reminders.ts'
import { reminderDays, trainingUntil } from '../rules/clearance.ts'
import { membersByRole } from '../team/members-by-role.ts'

/**
 * Enqueues emails about trainings that end in 30 days and in 7, to the member and to each administrator, each once. After days
 * without a worker the nearer reminder goes alone. Returns how many. For a daily schedule.
 */
export async function remindTrainings(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'staff-clearances.remind')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, staffRoles)
    const administrators = members.filter(({ roles }) => roles.includes('administrator'))
    let count = 0
    for (const { staffId } of members) {
      const training = await newestTraining(tx, staffId)
      const days = training && reminderDays(training.doneOn, almatyDate(ctx.clock.now()))
      if (!training || days === null) continue
      const { clearanceId } = training
      if (!(await remindOnce(tx, `training:${clearanceId}:${days}`, ctx.clock.now()))) continue
      for (const to of new Set([staffId, ...administrators.map((one) => one.staffId)])) {
        await enqueue(tx, 'send-training-reminder', { staffId, clearanceId, days, to })
        count += 1
      }
      await append(tx, ctx.auditedAs, {
        action: 'staff.remind-training',
        resource: `staff:${staffId}`,
        reason: `${days}-days`,
      })
    }
    return count
  })
}

export type TrainingReminder = {
  to: string
  locale: Locale
  /** The name of the member; null in the email to the member. */
  member: string | null
  until: string
}

type Job = { staffId: string; clearanceId: string; to: string }

/** The content of one email; null once the training is replaced, or the member is not active or no longer an administrator. */
export async function readTrainingReminder(ctx: Context, job: Job): Promise<TrainingReminder | null> {
  authorize(ctx.actor, 'staff-clearances.remind')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, staffRoles)
    const member = members.find(({ staffId }) => staffId === job.staffId)
    const reader = members.find(({ staffId }) => staffId === job.to)
    const training = await newestTraining(tx, job.staffId)
    if (!member || !reader || training?.clearanceId !== job.clearanceId) return null
    if (reader !== member && !reader.roles.includes('administrator')) return null
    const { email, locale } = reader
    return {
      to: email,
      locale,
      member: reader === member ? null : member.name,
      until: trainingUntil(training.doneOn),
    }
  })
}

async function newestTraining(tx: Transaction, staffId: string) {
  const { clearanceId, doneOn, kind, recordedAt } = staffClearance
  const rows = await tx
    .select({ clearanceId, doneOn, kind })
    .from(staffClearance)
    .where(eq(staffClearance.staffId, staffId))
    .orderBy(desc(recordedAt), desc(clearanceId))
  const newest = rows.find((row) => row.kind === 'training')
  return newest?.doneOn ? { clearanceId: newest.clearanceId, doneOn: newest.doneOn } : null
}
