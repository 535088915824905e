import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readCheckpointOfSize, readLatestCheckpoint, readLog } from '#domain/audit/log/current-log.ts'
import { append } from '#domain/audit/record/append.ts'
import { remindOnce } from '#domain/staff/record/reminders.ts'
import { membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'

const officers = ['security-officer'] as const
const dayMs = 86_400_000

/**
 * Enqueues an email with the newest checkpoint of the audit log to each security officer, once a day. Each run is itself a
 * record of the log, so a head that is the same the next day means that sealing stopped; the email says so. Returns how many
 * emails. For a daily schedule.
 */
export async function mailCheckpoint(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'audit.mail-checkpoint')
  return ctx.transaction(async (tx) => {
    const log = await readLog(tx)
    const latest = log && (await readLatestCheckpoint(tx, log.logNumber))
    if (!latest) return 0
    const members = await membersByRole(tx, ctx.services.keys, officers)
    const now = ctx.clock.now()
    const day = almatyDate(now)
    if (members.length === 0 || !(await remindOnce(tx, `checkpoint:${day}`, now))) return 0
    const { logNumber } = log
    for (const { staffId } of members)
      await enqueue(tx, 'send-checkpoint', { staffId, logNumber, size: latest.size, day })
    await append(tx, ctx.auditedAs, {
      action: 'audit.mail-checkpoint',
      resource: `audit_log:${logNumber}`,
      reason: String(latest.size),
    })
    return members.length
  })
}

export type CheckpointMail = {
  to: string
  locale: Locale
  /** The signed note (C2SP tlog-checkpoint), byte for byte. */
  note: string
  records: number
  signedAt: Date
  /** Signed over a day ago, although something is recorded every day. */
  isOld: boolean
}

/** The content of one email; null when the reader is no security officer any more, or the database has no such checkpoint. */
export async function readCheckpointMail(
  ctx: Context,
  { staffId, logNumber, size }: { staffId: string; logNumber: number; size: number },
): Promise<CheckpointMail | null> {
  authorize(ctx.actor, 'audit.mail-checkpoint')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, officers)
    const reader = members.find((member) => member.staffId === staffId)
    const found = await readCheckpointOfSize(tx, { logNumber, size })
    if (!reader || !found) return null
    return {
      to: reader.email,
      locale: reader.locale,
      note: found.note,
      records: size,
      signedAt: found.signedAt,
      isOld: ctx.clock.now().getTime() - found.signedAt.getTime() > dayMs,
    }
  })
}
