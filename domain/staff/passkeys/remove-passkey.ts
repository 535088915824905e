import { and, eq } from 'drizzle-orm'
import { staffPasskey } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { requireSudo } from '../sign-in/step-up.ts'
import { enqueuePasskeyNotice } from './passkey-notice.ts'

/** Removes one of the member's own passkeys; one that is gone already is no fault. Throws `SudoNeeded`. */
export async function removePasskey(ctx: Context, passkeyId: string): Promise<{ status: 'done' }> {
  authorize(ctx.actor, 'staff-account.change')
  requireSudo(ctx)
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  return ctx.transaction(async (tx) => {
    const removed = await tx
      .delete(staffPasskey)
      .where(and(eq(staffPasskey.passkeyId, passkeyId), eq(staffPasskey.staffId, staffId)))
      .returning({ passkeyId: staffPasskey.passkeyId })
    if (removed.length > 0) {
      await append(tx, ctx.auditedAs, { action: 'staff-passkey.remove', resource: `staff:${staffId}` })
      await enqueuePasskeyNotice(tx, ctx, { staffId, passkeyId, change: 'removed' })
    }
    return { status: 'done' }
  })
}
