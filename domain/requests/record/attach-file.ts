import { and, asc, count, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestAttachment } from '#db/schema/requests.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { type FileType, fileType } from '../rules/file-type.ts'
import type { RequestRow } from './request-row.ts'
import type { AttachmentView } from './request-views.ts'

export const FILE_MAX_BYTES = 5_000_000
export const FILES_A_MESSAGE = 5
const FILES_A_REQUEST = 50

/** An uploaded file. Its name is not stored. */
export type UploadedFile = { content: Uint8Array }
export type FileFault = 'too-many-files' | 'file-too-large' | 'file-type' | 'file-empty'

/** Twenty-five megabytes are encrypted and written in one transaction; without files the usual deadline applies. */
export const timeForFiles = (files: readonly Checked[]) =>
  files.length > 0 ? { deadlineMs: 20_000 } : undefined

/** The request has its maximum of files; thrown to roll back what was written with them. */
export class TooManyFiles extends Error {
  override name = 'TooManyFiles'
  readonly code = 'too-many-files' satisfies FileFault
}

export type Checked = { content: Uint8Array; type: FileType }

/** The files with their types by content, or their fault. */
export function checkFiles(files: readonly UploadedFile[]): Checked[] | FileFault {
  if (files.length > FILES_A_MESSAGE) return 'too-many-files'
  const checked: Checked[] = []
  for (const { content } of files) {
    if (content.length === 0) return 'file-empty'
    if (content.length > FILE_MAX_BYTES) return 'file-too-large'
    const type = fileType(content)
    if (!type) return 'file-type'
    checked.push({ content, type })
  }
  return checked
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
  files: readonly Checked[],
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
