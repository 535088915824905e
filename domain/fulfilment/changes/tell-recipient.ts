import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { recipientNotice } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { findChangingRequest } from '#domain/requests/execution/change-by-request.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { isNotice, type NoticeRow, readRequestNotices } from '../change-record/notice-rows.ts'
import { recipientAfter, recipientSteps } from '../rules/recipients.ts'

export type NoticeView = Pick<NoticeRow, 'noticeId' | 'recipient' | 'country' | 'state' | 'note' | 'at'>

/** `note`: how they were told, what they answered, or why they are not told. */
export const tellRecipientSchema = z.strictObject({
  reference: z.string().max(40),
  notice: z.uuid('wrong'),
  how: z.enum(recipientSteps),
  note: z.string().trim().min(1, 'required').max(500, 'too-long'),
})
export type TellRecipientInput = z.output<typeof tellRecipientSchema>

/** Who received what was corrected, for the person or for staff; empty where nobody did. Throws `Denied`. */
export async function readNotices(ctx: Context, reference: string): Promise<NoticeView[]> {
  return ctx.transaction(async (tx) => {
    const key = await findChangingRequest(tx, ctx, reference, {
      own: 'changes.read-own',
      staff: 'changes.read',
    })
    const rows = key ? await readRequestNotices(tx, key) : []
    return rows.map(({ noticeId, recipient, country, state, note, at }) => {
      return { noticeId, recipient, country, state, note, at }
    })
  })
}

/** Records what staff did about a recipient, or what it answered. Of two at once one wins. Throws `Denied`, `SudoNeeded`. */
export async function tellRecipient(
  ctx: Context,
  { reference, notice: noticeId, how, note }: TellRecipientInput,
): Promise<{ status: 'done' } | { status: 'refused'; code: 'not-found' | 'moved-on' }> {
  const { actor } = ctx
  authorize(actor, 'changes.settle')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const key = await findChangingRequest(tx, ctx, reference, {
      own: 'changes.read-own',
      staff: 'changes.settle',
    })
    const rows = key ? await readRequestNotices(tx, key) : []
    const row = rows.find((one) => one.noticeId === noticeId)
    if (!row) return { status: 'refused', code: 'not-found' }
    const state = recipientAfter(row.state, how)
    const settledBy = actor.kind === 'staff' ? actor.staffId : null
    const written =
      state &&
      (await tx
        .update(recipientNotice)
        .set({ state, note, settledBy, at: ctx.clock.now() })
        .where(and(isNotice(row), eq(recipientNotice.state, row.state)))
        .returning({ noticeId: recipientNotice.noticeId }))
    if (!written || written.length === 0) return { status: 'refused', code: 'moved-on' }
    const { subjectId, requestId } = row
    await append(tx, ctx.auditedAs, {
      action: `recipient.${how}`,
      subjectId,
      resource: `request:${requestId}`,
    })
    return { status: 'done' }
  })
}
