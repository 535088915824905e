import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { type FilesRefused, withFiles } from '../attach/with-files.ts'
import type { MessageInput } from '../forms/request-schemas.ts'
import type { UploadedFile } from '../record/attach-file.ts'
import { lockRow, requestNamed, resourceOf } from '../record/find-request.ts'
import { isWritten, writeMessage } from '../record/write-message.ts'
import { mailPerson } from '../record/write-request.ts'
import { isClosed, type RequestStatus } from '../rules/request-state.ts'
import { stepIn } from './take-request-step.ts'

export type SendResult =
  /** `repeated`: the same message was sent before. */
  | { status: 'sent'; now: RequestStatus; repeated: boolean }
  | FilesRefused
  | { status: 'refused'; code: 'not-found' | 'closed' | 'gone' }

/**
 * A message between the person and the staff. What the person writes while they are waited for is their answer. The same
 * `messageId` sends once. Throws `Denied`.
 */
export async function sendMessage(
  ctx: Context,
  input: MessageInput,
  files: readonly UploadedFile[] = [],
): Promise<SendResult> {
  const where = requestNamed(ctx, input.reference, { own: 'requests.act-own', staff: 'requests.work' })
  if (!where) return { status: 'refused', code: 'not-found' }
  const { reference, message, messageId } = input
  return withFiles<SendResult>(ctx, files, (checked, timing) =>
    ctx.transaction(async (tx) => {
      const row = await lockRow(tx, where)
      if (!row) return { status: 'refused', code: 'not-found' }
      if (await isWritten(tx, row, messageId)) return { status: 'sent', now: row.status, repeated: true }
      if (isClosed(row.status)) return { status: 'refused', code: 'closed' }
      if (ctx.actor.kind !== 'staff' && row.status === 'awaiting-person') {
        const answer = { step: 'answer' as const, reference, message }
        const done = await stepIn(tx, ctx, where, answer, checked, messageId)
        if (done.status === 'done') return { status: 'sent', now: done.now, repeated: false }
        throw new Error(`an answer was not taken: ${done.code}`)
      }
      const cipher = await findSubjectCipher(tx, ctx.services.keys, row.subjectId)
      if (!cipher) return { status: 'refused', code: 'gone' }
      const { locale } = ctx.actor.kind === 'staff' ? row : ctx
      await writeMessage(tx, ctx, cipher, row, {
        messageId,
        body: message,
        locale,
        files: checked,
      })
      const { subjectId, requestId, status } = row
      await append(tx, ctx.auditedAs, {
        action: 'request.message',
        subjectId,
        resource: resourceOf(requestId),
      })
      if (ctx.actor.kind === 'staff') await mailPerson(tx, row, 'message')
      return { status: 'sent', now: status, repeated: false }
    }, timing),
  )
}
