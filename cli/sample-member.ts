import { eq } from 'drizzle-orm'
import { staffMember } from '#db/schema/staff.ts'
import { contextFor } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { memberPlace, staffEmailIndex } from '#domain/staff/record/staff-fields.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Services } from '#platform/services.ts'
import { CommandFailed } from './command.ts'

/** The authenticator of a sample account, and the last time step for which a code was accepted. Throws `CommandFailed`. */
export async function openSampleMember(services: Services, email: string) {
  const actor = { kind: 'system', task: 'sample' } as const
  const ctx = contextFor(services, { actor, locale: defaultLocale })
  authorize(ctx.actor, 'sample.read')
  return ctx.transaction(async (tx) => {
    const isThis = eq(staffMember.emailIndex, staffEmailIndex(services.keys, email))
    const [member] = await tx.select().from(staffMember).where(isThis)
    if (!member?.totpSealed)
      throw new CommandFailed(`no sample account of the staff has the address ${email}`)
    const cipher = await readSubjectCipher(tx, services.keys, member.staffId)
    const secret = cipher.decrypt(memberPlace(member.staffId, 'totp'), member.totpSealed)
    return { secret, lastStep: member.totpLastStep }
  })
}
