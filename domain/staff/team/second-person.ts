import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { staffMember, staffRole } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readFact } from '#platform/installation-facts.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { clearancesOf } from '../record/clearance-records.ts'
import { isCleared } from '../rules/clearance.ts'
import { staffNames } from './read-team.ts'

// Product.md: a second person's approval (erasure, release of a package, publication) is a setting, on by default, that
// becomes an audited delay of a day where there is only one.

export const secondPersonFact = 'second-person'

/** The setting in `installation_fact`. Without a row it is on. */
export const secondPersonSchema = z.object({
  required: z.boolean(),
  since: z.iso.datetime(),
  by: z.string(),
})

const read = async (tx: Transaction) =>
  secondPersonSchema.optional().parse(await readFact({ db: tx }, secondPersonFact))

/** Whether two must agree. Asked in the transaction of each decision: a change counts from the next one. */
export async function twoMustDecide(tx: Transaction): Promise<boolean> {
  return (await read(tx))?.required ?? true
}

/** Ids of the others who could approve: officers whose account works and whose clearance lets them open a case. */
export async function approversBeside(tx: Transaction, now: Date, staffId?: string): Promise<string[]> {
  const officers = await tx
    .select({ staffId: staffMember.staffId })
    .from(staffMember)
    .innerJoin(staffRole, eq(staffRole.staffId, staffMember.staffId))
    .where(
      and(
        eq(staffMember.status, 'active'),
        eq(staffRole.role, 'privacy-officer'),
        staffId === undefined ? undefined : ne(staffMember.staffId, staffId),
      ),
    )
  const staffIds = officers.map((one) => one.staffId)
  const clearanceOf = await clearancesOf(tx, staffIds)
  return staffIds.filter((one) => isCleared(clearanceOf(one), almatyDate(now)))
}

/** How decisions are made today. */
export type WhoDecides = 'two' | 'one-after-a-day' | 'one' | 'nobody'

export type SecondPerson = {
  required: boolean
  /** Null until the first change; `name` is the member's, or the id when the key is gone. */
  changed: { at: Date; name: string } | null
  /** How many could approve today. */
  approvers: number
  whoDecides: WhoDecides
}

/** The rule in force. With the setting on, one officer alone waits a day. */
export function whoDecides(required: boolean, approvers: number): WhoDecides {
  if (approvers === 0) return 'nobody'
  if (!required) return 'one'
  return approvers === 1 ? 'one-after-a-day' : 'two'
}

/** The current setting, since when and by which member. Throws `Denied`. */
export async function readSecondPerson(ctx: Context): Promise<SecondPerson> {
  authorize(ctx.actor, 'settings.read')
  return ctx.transaction(async (tx) => {
    const kept = await read(tx)
    const required = kept?.required ?? true
    const approvers = (await approversBeside(tx, ctx.clock.now())).length
    const names = await staffNames(tx, ctx.services.keys, kept ? [kept.by] : [])
    return {
      required,
      approvers,
      whoDecides: whoDecides(required, approvers),
      changed: kept ? { at: new Date(kept.since), name: names.get(kept.by) ?? kept.by } : null,
    }
  })
}
