import { staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { lockPasskeysFact, readPasskeysFact, setPasskeysFact } from '../record/passkeys-required.ts'

/**
 * Requires passkeys of privacy officers and administrators in a new installation: once, and only while there is no member
 * who would have to wait. Not with sample data, whose accounts are tried with a password and a code.
 */
export async function startWithPasskeys(ctx: Context): Promise<void> {
  authorize(ctx.actor, 'staff-passkeys.set')
  if (ctx.services.env.sampleData) return
  await ctx.transaction(async (tx) => {
    await lockPasskeysFact(tx)
    if (await readPasskeysFact(tx)) return
    const [member] = await tx.select({ staffId: staffMember.staffId }).from(staffMember).limit(1)
    if (!member) await setPasskeysFact(tx, ctx, true)
  })
}
