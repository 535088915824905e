import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { deadlinesFor } from '../deadlines/deadlines.ts'
import { keptDeadlines } from '../deadlines/moved-deadlines.ts'
import { receiptFault, receiptMoment } from '../deadlines/receipt-day.ts'
import { type CorrectReceiptInput, isOnBehalf } from '../forms/request-schemas.ts'
import { isRow, lockRow, requestNamed, resourceOf } from '../record/find-request.ts'
import { planReminders } from '../record/plan-reminders.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { kindOf } from '../record/request-row.ts'
import { writeNote } from '../record/write-message.ts'
import { mailPerson } from '../record/write-request.ts'
import { approvalDelayEnd } from '../rules/request-state.ts'

export type CorrectReceiptResult =
  | { status: 'done' }
  | {
      status: 'refused'
      code: 'not-found' | 'closed' | 'not-entered' | 'same-day' | 'in-the-future' | 'long-ago' | 'gone'
    }

/**
 * Corrects the day of receipt that staff entered for a telephone call, a letter or a visit: deadlines and reminders follow,
 * the note says why, and the person is told by mail. Throws `Denied`.
 */
export async function correctReceipt(
  ctx: Context,
  input: CorrectReceiptInput,
): Promise<CorrectReceiptResult> {
  const may = 'requests.correct-receipt'
  const where = requestNamed(ctx, input.reference, { own: may, staff: may })
  if (!where) return { status: 'refused', code: 'not-found' }
  const { receivedOn, note, noteId } = input
  const now = ctx.clock.now()
  const fault = receiptFault(receivedOn, now)
  if (fault) return { status: 'refused', code: fault }
  return ctx.transaction(async (tx) => {
    const calendar = await readCalendarDays(tx, 'together')
    const row = await lockRow(tx, where)
    if (!row) return { status: 'refused', code: 'not-found' }
    if (row.closedAt) return { status: 'refused', code: 'closed' }
    if (!isOnBehalf(row.channel)) return { status: 'refused', code: 'not-entered' }
    const before = almatyDate(row.receivedAt)
    if (before === receivedOn) return { status: 'refused', code: 'same-day' }
    const cipher = await findSubjectCipher(tx, ctx.services.keys, row.subjectId)
    if (!cipher) return { status: 'refused', code: 'gone' }
    const { subjectId, requestId } = row
    const kind = kindOf(row)
    const receivedAt = receiptMoment(receivedOn, now)
    const deadlines = keptDeadlines(deadlinesFor(kind, receivedAt, calendar))
    const approvalDelayEndsAt =
      row.approvalDelayEndsAt && approvalDelayEnd(row.decidedAt ?? now, deadlines.dueAt)
    await tx
      .update(request)
      .set({ receivedAt, ...deadlines, approvalDelayEndsAt })
      .where(isRow(row))
    await writeNote(tx, ctx, cipher, row, { noteId, note })
    await append(tx, ctx.auditedAs, {
      action: 'request.correct-receipt',
      subjectId,
      resource: resourceOf(requestId),
      reason: `${before}>${receivedOn}`,
      fields: ['receivedAt', 'dueAt'],
    })
    const earlier = { calendar, receivedAt: row.receivedAt }
    await planReminders(tx, ctx, { subjectId, requestId, kind, receivedAt }, calendar, earlier)
    await mailPerson(tx, row, 'corrected')
    return { status: 'done' }
  })
}
