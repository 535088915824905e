import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { revealReasons } from '#domain/requests/forms/request-schemas.ts'
import { requireSudo, SUDO_LASTS_MS } from '#domain/staff/sign-in/step-up.ts'
import { findLookup, openLookup } from '../record/lookup-rows.ts'

export const openPersonSchema = z.strictObject({
  lookupId: z.guid(),
  reason: z.enum(revealReasons, 'required'),
})

/**
 * Opens the whole record of a person to the member who found them and says why, for as long as a fresh code counts. Audited, and
 * shown to the person in their history. Throws `Denied`, `SudoNeeded`.
 */
export async function openPerson(
  ctx: Context,
  { lookupId, reason }: z.output<typeof openPersonSchema>,
): Promise<{ status: 'done' } | { status: 'refused'; code: 'not-found' }> {
  authorize(ctx.actor, 'people.read')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const found = await findLookup(tx, ctx, lookupId)
    if (!found) return { status: 'refused', code: 'not-found' }
    const asked = ctx.clock.now().getTime() + SUDO_LASTS_MS
    const until = new Date(Math.min(asked, found.expiresAt.getTime()))
    await openLookup(tx, found, { reason, until })
    await append(tx, ctx.auditedAs, {
      action: 'subject.reveal',
      subjectId: found.subjectId,
      reason,
      fields: ['fullName', 'email', 'phone', 'record'],
    })
    return { status: 'done' }
  })
}
