import { requestReveal } from '#db/schema/requests.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import { requireSudo, SUDO_LASTS_MS } from '#domain/staff/sign-in/step-up.ts'
import type { RevealInput } from '../forms/request-schemas.ts'
import { findRow, requestNamed, resourceOf } from '../record/find-request.ts'
import { openContact } from './mask-contact.ts'
import type { ContactView } from './staff-request-views.ts'

/**
 * Opens a person's contacts to the member of staff who says why, for as long as a fresh code counts. Audited, and shown to
 * the person in their history. Throws `Denied`, `SudoNeeded`.
 */
export async function revealSubject(
  ctx: Context,
  input: RevealInput,
): Promise<{ status: 'revealed'; contact: ContactView } | { status: 'refused'; code: 'not-found' }> {
  const where = requestNamed(ctx, input.reference, { own: 'requests.reveal', staff: 'requests.reveal' })
  requireSudo(ctx)
  const staffId = actorId(ctx.actor)
  if (!where || !staffId) return { status: 'refused', code: 'not-found' }
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, where)
    const person = row && (await readPerson(tx, ctx.services.keys, row.subjectId))
    if (!row || !person) return { status: 'refused', code: 'not-found' }
    const { subjectId, requestId } = row
    const expiresAt = new Date(ctx.clock.now().getTime() + SUDO_LASTS_MS)
    await tx
      .insert(requestReveal)
      .values({ subjectId, requestId, staffId, expiresAt })
      .onConflictDoUpdate({
        target: [requestReveal.subjectId, requestReveal.requestId, requestReveal.staffId],
        set: { expiresAt },
      })
    await append(tx, ctx.auditedAs, {
      action: 'subject.reveal',
      subjectId,
      resource: resourceOf(requestId),
      reason: input.reason,
      fields: ['fullName', 'email', 'phone'],
    })
    return { status: 'revealed', contact: openContact(person, expiresAt) }
  })
}
