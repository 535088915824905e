import { eq } from 'drizzle-orm'
import { staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { accountKey } from '#domain/access/limits.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { personByAddress } from '#domain/people/record/person-records.ts'
import { emailIndex } from '#domain/people/record/subject-fields.ts'
import { clearRateLimits } from '#platform/rate-limit.ts'
import { staffEmailIndex } from '../record/staff-fields.ts'

/**
 * Clears the limits of an address, for subjects and staff; of everybody without an address. Returns how many counters
 * were removed.
 */
export async function clearLimits(
  ctx: Context,
  email: string | null,
): Promise<{ status: 'done'; cleared: number }> {
  authorize(ctx.actor, 'limits.clear')
  const accounts = email === null ? null : await accountsOf(ctx, email)
  const record = { reason: accounts ? 'account' : 'all', ...accounts?.about }
  return ctx.transaction(async (tx) => {
    const cleared = await clearRateLimits(tx, ctx.services, accounts?.keys.map(accountKey))
    await append(tx, ctx.auditedAs, { action: 'limits.clear', ...record })
    return { status: 'done', cleared }
  })
}

/** The keys of a person's counters: the address in both indexes, and the ids used once signed in. */
async function accountsOf(ctx: Context, email: string) {
  const { keys } = ctx.services
  const staffIndex = staffEmailIndex(keys, email)
  return ctx.transaction(async (tx) => {
    const subjectId = await personByAddress(tx, keys, email)
    const [member] = await tx
      .select({ staffId: staffMember.staffId })
      .from(staffMember)
      .where(eq(staffMember.emailIndex, staffIndex))
    const ids = [subjectId, member?.staffId].filter((id) => typeof id === 'string')
    return {
      keys: [emailIndex(keys, email).toString('hex'), staffIndex.toString('hex'), ...ids],
      about: { subjectId, ...(member && { resource: `staff:${member.staffId}` }) },
    }
  })
}
