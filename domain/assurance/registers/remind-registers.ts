import type { Transaction } from '#db/client.ts'
import { staffRoles } from '#db/schema/access-codes.ts'
import type { StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { remindOnce } from '#domain/staff/record/reminders.ts'
import { type Member, membersByRole } from '#domain/staff/team/members-by-role.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { gatherDues } from './gather-dues.ts'
import { type Due, dueTerms, type ReminderStage, registerNames, reminderStage } from './register-dues.ts'

type Reminder = { due: Due; stage: ReminderStage; key: string }

/**
 * Enqueues one email to each member who has to act, with all that has reached a new stage since the last
 * run; of each thing that is due each stage once. Returns how many emails. For a daily schedule.
 */
export async function remindRegisters(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'registers.remind')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, staffRoles)
    const keysOf = new Map<string, string[]>()
    for (const { due, stage, key } of await remindersOf(tx, ctx)) {
      const readers = members.filter((member) => concerns(due, member))
      if (readers.length === 0 || !(await remindOnce(tx, `register:${key}`, ctx.clock.now()))) continue
      for (const { staffId } of readers) keysOf.set(staffId, [...(keysOf.get(staffId) ?? []), key])
      await append(tx, ctx.auditedAs, {
        action: 'register.remind',
        resource: `register:${dueTerms[due.kind].register}`,
        fields: [due.kind],
        reason: stage,
      })
    }
    for (const [staffId, keys] of keysOf) await enqueue(tx, 'send-register-reminder', { staffId, keys })
    return keysOf.size
  })
}

export type RegisterReminder = {
  to: string
  locale: Locale
  /** In the order of their days. `company` and `member` where one is meant; of a vulnerability never what it is. */
  items: (Pick<Due, 'kind' | 'dueOn' | 'company'> & { stage: ReminderStage; member: string | null })[]
}

/** The content of one email: what is still due of what it was enqueued for. Null when nothing is, or the member is not concerned any more. */
export async function readRegisterReminder(
  ctx: Context,
  { staffId, keys }: { staffId: string; keys: readonly string[] },
): Promise<RegisterReminder | null> {
  authorize(ctx.actor, 'registers.remind')
  return ctx.transaction(async (tx) => {
    const members = await membersByRole(tx, ctx.services.keys, staffRoles)
    const reader = members.find((member) => member.staffId === staffId)
    if (!reader) return null
    const items = (await remindersOf(tx, ctx))
      .filter(({ due, key }) => keys.includes(key) && concerns(due, reader))
      .map(({ due: { kind, dueOn, company, staffId: about }, stage }) => ({
        kind,
        dueOn,
        stage,
        ...(company && { company }),
        member: kind === 'finding' ? null : (members.find((one) => one.staffId === about)?.name ?? null),
      }))
    return items.length === 0 ? null : { to: reader.email, locale: reader.locale, items }
  })
}

async function remindersOf(tx: Transaction, ctx: Context): Promise<Reminder[]> {
  const today = almatyDate(ctx.clock.now())
  return (await gatherDues(tx, ctx, registerNames)).flatMap((due): Reminder[] => {
    const stage = reminderStage(due, today)
    return stage === null ? [] : [{ due, stage, key: `${due.kind}:${due.id}:${stage}` }]
  })
}

/** The roles of the register, and of a vulnerability also the member who sees to it. */
function concerns({ kind, staffId }: Due, member: Member): boolean {
  const roles: readonly StaffRole[] = dueTerms[kind].roles
  return (
    member.roles.some((role) => roles.includes(role)) || (kind === 'finding' && staffId === member.staffId)
  )
}
