import { and, asc, count, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestAttachment } from '#db/schema/requests.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { FILES_A_REQUEST, type FileFault } from '../rules/file-limits.ts'
import type { FileType } from '../rules/file-type.ts'
import type { RequestRow } from './request-row.ts'
import type { AttachmentView } from './request-views.ts'

/** An uploaded file. Its name is not stored. */
export type UploadedFile = { content: Uint8Array }

/** Content as it is kept, with its type. */
export type CheckedFile = { content: Uint8Array; type: FileType }

/** The request has its maximum of files; thrown to roll back what was written with them. */
export class TooManyFiles extends Error {
  override name = 'TooManyFiles'
  readonly code = 'too-many-files' satisfies FileFault
}

/** Where the content of an attachment is stored; its encryption is bound to it. */
export const attachmentPlace = (attachmentId: string) => ({
  table: 'request_attachment',
  column: 'content_sealed',
  row: attachmentId,
})

/** Writes them in the caller's transaction, which has locked the request. Throws `TooManyFiles`. */
export async function writeFiles(
  tx: Transaction,
  cipher: SubjectCipher,
  row: Pick<RequestRow, 'subjectId' | 'requestId' | 'reference'>,
  files: readonly CheckedFile[],
  given: { author: AttachmentView['from']; messageId: string | null; addedAt: Date },
): Promise<void> {
  if (files.length === 0) return
  const { subjectId, requestId, reference } = row
  const [held] = await tx
    .select({ files: count() })
    .from(requestAttachment)
    .where(and(eq(requestAttachment.subjectId, subjectId), eq(requestAttachment.requestId, requestId)))
  const before = held?.files ?? 0
  if (before + files.length > FILES_A_REQUEST) throw new TooManyFiles()
  for (const [n, { content, type }] of files.entries()) {
    const attachmentId = newId()
    await tx.insert(requestAttachment).values({
      subjectId,
      requestId,
      attachmentId,
      ...given,
      name: `${reference}-${before + n + 1}.${type.extension}`,
      mediaType: type.mediaType,
      size: content.length,
      contentSealed: cipher.encryptBytes(attachmentPlace(attachmentId), content),
    })
  }
}

/** What pages list of the attachments of a request, without their content. */
export async function listFiles(
  tx: Transaction,
  { subjectId, requestId }: Pick<RequestRow, 'subjectId' | 'requestId'>,
): Promise<(AttachmentView & { messageId: string | null })[]> {
  const { attachmentId, messageId, name, mediaType, size, author, addedAt } = requestAttachment
  const rows = await tx
    .select({ attachmentId, messageId, name, mediaType, size, from: author, addedAt })
    .from(requestAttachment)
    .where(and(eq(requestAttachment.subjectId, subjectId), eq(requestAttachment.requestId, requestId)))
    .orderBy(asc(requestAttachment.attachmentId))
  return rows.map((row) => ({ ...row, addedAt: row.addedAt.toISOString() }))
}
