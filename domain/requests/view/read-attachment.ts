import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { requestAttachment } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { attachmentPlace } from '../record/attach-file.ts'
import { findRow, requestNamed, resourceOf } from '../record/find-request.ts'

/** One attachment, for a download: the person's own, or opened by staff, which is audited. Null when there is none. */
export async function readAttachment(
  ctx: Context,
  input: { reference: string; attachmentId: string },
): Promise<{ name: string; mediaType: string; content: Buffer } | null> {
  const where = requestNamed(ctx, input.reference, {
    own: 'requests.read-own',
    staff: 'requests.read-words',
  })
  if (!where || !z.uuid().safeParse(input.attachmentId).success) return null
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, where)
    if (!row) return null
    const { subjectId, requestId } = row
    const [file] = await tx
      .select()
      .from(requestAttachment)
      .where(
        and(
          eq(requestAttachment.subjectId, subjectId),
          eq(requestAttachment.requestId, requestId),
          eq(requestAttachment.attachmentId, input.attachmentId),
        ),
      )
    const cipher = file && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
    if (!file || !cipher) return null
    if (ctx.actor.kind === 'staff')
      await append(tx, ctx.auditedAs, {
        action: 'request.open-attachment',
        subjectId,
        resource: resourceOf(requestId),
      })
    const { name, mediaType, attachmentId } = file
    return {
      name,
      mediaType,
      content: cipher.decryptBytes(attachmentPlace(attachmentId), file.contentSealed),
    }
  })
}
