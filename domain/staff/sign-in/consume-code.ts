import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { memberPlace } from '../record/staff-fields.ts'
import { acceptedStep } from '../rules/totp.ts'

/** Locks a member: concurrent changes and uses of codes wait here. */
export async function lockMember(tx: Transaction, staffId: string) {
  const [member] = await tx.select().from(staffMember).where(eq(staffMember.staffId, staffId)).for('update')
  return member
}

export type Member = NonNullable<Awaited<ReturnType<typeof lockMember>>>

/**
 * Spends a code of the member's authenticator: true once for each code, also when two come at once. The member must be
 * locked. False for a wrong code, one used before, and a member who may not sign in.
 */
export async function consumeCode(tx: Transaction, ctx: Context, member: Member, code: string) {
  const { staffId, status, totpSealed, totpLastStep } = member
  if (status !== 'active' || !totpSealed) return false
  const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
  const secret = cipher.decrypt(memberPlace(staffId, 'totp'), totpSealed)
  const step = acceptedStep(secret, code, ctx.clock.unmoved(), totpLastStep)
  if (step === null) return false
  await tx.update(staffMember).set({ totpLastStep: step }).where(eq(staffMember.staffId, staffId))
  return true
}
