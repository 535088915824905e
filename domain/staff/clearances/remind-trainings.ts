import { and, desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import { staffClearance } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { counting } from '../record/clearance-records.ts'
import { remindOnce } from '../record/reminders.ts'
import { countsUntil, reminderDays } from '../rules/clearance.ts'
import { membersByRole } from '../team/members-by-role.ts'

/**
 * Enqueues emails about trainings and agreements that end in 30 days and in 7, to the member and to each administrator, each once. After days
 * without a worker the nearer reminder goes alone. Returns how many. For a daily schedule.
 */
export async function remindTrainings(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'staff-clearances.remind')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, staffRoles)
    const administrators = members.filter(({ roles }) => roles.includes('administrator'))
    let count = 0
    for (const { staffId } of members) {
      for (const { clearanceId, kind, until } of await endingRecords(tx, staffId)) {
        const days = reminderDays(until, almatyDate(ctx.clock.now()))
        if (days === null) continue
        if (!(await remindOnce(tx, `${kind}:${clearanceId}:${days}`, ctx.clock.now()))) continue
        for (const to of new Set([staffId, ...administrators.map((one) => one.staffId)])) {
          await enqueue(tx, 'send-training-reminder', { staffId, clearanceId, days, to })
          count += 1
        }
        await append(tx, ctx.auditedAs, {
          action: `staff.remind-${kind}`,
          resource: `staff:${staffId}`,
          reason: `${days}-days`,
        })
      }
    }
    return count
  })
}

export type ClearanceReminder = {
  kind: 'agreement' | 'training'
  to: string
  locale: Locale
  /** The name of the member; null in the email to the member. */
  member: string | null
  until: string
}

type Job = { staffId: string; clearanceId: string; to: string }

/** The content of one email; null once the record is replaced, or the member is not active or no longer an administrator. */
export async function readTrainingReminder(ctx: Context, job: Job): Promise<ClearanceReminder | null> {
  authorize(ctx.actor, 'staff-clearances.remind')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, staffRoles)
    const member = members.find(({ staffId }) => staffId === job.staffId)
    const reader = members.find(({ staffId }) => staffId === job.to)
    const ending = await endingRecords(tx, job.staffId)
    const record = ending.find(({ clearanceId }) => clearanceId === job.clearanceId)
    if (!member || !reader || !record) return null
    if (reader !== member && !reader.roles.includes('administrator')) return null
    const { email, locale } = reader
    return {
      kind: record.kind,
      to: email,
      locale,
      member: reader === member ? null : member.name,
      until: record.until,
    }
  })
}

/** The newest training and the newest agreement of a member that count, as far as they have an end. */
async function endingRecords(tx: Transaction, staffId: string) {
  const { clearanceId, doneOn, endsOn, kind, recordedAt } = staffClearance
  const rows = await tx
    .selectDistinctOn([kind], { clearanceId, doneOn, endsOn, kind })
    .from(staffClearance)
    .where(and(eq(staffClearance.staffId, staffId), counting()))
    .orderBy(kind, desc(recordedAt), desc(clearanceId))
  return rows.flatMap((row) => {
    const until = countsUntil(row)
    return until === null ? [] : [{ clearanceId: row.clearanceId, kind: row.kind, until }]
  })
}
