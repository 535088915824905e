import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { staffMember } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { openMembers } from '../record/staff-fields.ts'

export const passkeyChanges = ['added', 'removed'] as const
export type PasskeyChange = (typeof passkeyChanges)[number]

/** One email to the member that a passkey of theirs was added or removed, so that a stranger cannot do it unnoticed. */
export async function enqueuePasskeyNotice(
  tx: Transaction,
  ctx: Context,
  { staffId, passkeyId, change }: { staffId: string; passkeyId: string; change: PasskeyChange },
): Promise<void> {
  const at = ctx.clock.now().toISOString()
  await enqueue(tx, 'send-staff-passkey-notice', { staffId, passkeyId, change, at })
}

/** The address that the job `send-staff-passkey-notice` sends to; null for who was forgotten. */
export async function readPasskeyNotice(
  ctx: Context,
  staffId: string,
): Promise<{ to: string; locale: Locale } | null> {
  authorize(ctx.actor, 'staff-invitation-mail.read')
  return ctx.transaction(async (tx) => {
    const [member] = await tx.select().from(staffMember).where(eq(staffMember.staffId, staffId))
    if (!member) return null
    const opened = (await openMembers(tx, ctx.services.keys, [member])).get(staffId)
    return opened ? { to: opened.email, locale: member.locale } : null
  })
}
