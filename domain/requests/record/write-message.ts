import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request, requestMessage, requestNote } from '#db/schema/requests.ts'
import { type Actor, actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { type CheckedFile, listFiles, writeFiles } from './attach-file.ts'
import { isRow } from './find-request.ts'
import type { RequestRow } from './request-row.ts'
import type { MessageView } from './request-views.ts'

type Key = Pick<RequestRow, 'subjectId' | 'requestId'>

const messagePlace = (messageId: string) => ({
  table: 'request_message',
  column: 'body_sealed',
  row: messageId,
})
export const notePlace = (noteId: string) => ({ table: 'request_note', column: 'body_sealed', row: noteId })

/**
 * Writes a message with its files in the caller's transaction, which has locked the request. `staffId`: who wrote the text, where
 * the portal sends it later.
 */
export async function writeMessage(
  tx: Transaction,
  ctx: Context,
  cipher: SubjectCipher,
  row: RequestRow,
  given: {
    messageId: string
    body: string
    locale: Locale
    files: readonly CheckedFile[]
    staffId?: string | undefined
  },
): Promise<void> {
  const { subjectId, requestId } = row
  const { messageId, body, locale, files, staffId } = given
  const sentAt = ctx.clock.now()
  const author =
    staffId || ctx.actor.kind === 'staff'
      ? 'staff'
      : ctx.actor.kind === 'subject' || ctx.actor.kind === 'representative'
        ? 'person'
        : 'system'
  await tx.insert(requestMessage).values({
    subjectId,
    requestId,
    messageId,
    author,
    authorId: staffId ?? actorId(ctx.actor),
    locale,
    sentAt,
    bodySealed: cipher.encrypt(messagePlace(messageId), body),
  })
  await writeFiles(tx, cipher, row, files, { author, messageId, addedAt: sentAt })
  if (author === 'person') await tx.update(request).set({ personWroteAt: sentAt }).where(isRow(row))
}

export async function isWritten(tx: Transaction, key: Key, messageId: string): Promise<boolean> {
  const rows = await tx
    .select({ messageId: requestMessage.messageId })
    .from(requestMessage)
    .where(
      and(
        eq(requestMessage.subjectId, key.subjectId),
        eq(requestMessage.requestId, key.requestId),
        eq(requestMessage.messageId, messageId),
      ),
    )
  return rows.length > 0
}

/** The messages of a request with their attachments, and what was attached to the filing. `cipher` null: words stay closed. */
export async function readMessages(tx: Transaction, key: Key, cipher: SubjectCipher | null, reader: Actor) {
  const rows = await tx
    .select()
    .from(requestMessage)
    .where(and(eq(requestMessage.subjectId, key.subjectId), eq(requestMessage.requestId, key.requestId)))
    .orderBy(asc(requestMessage.sentAt), asc(requestMessage.messageId))
  const files = cipher ? await listFiles(tx, key) : []
  const of = (messageId: string | null) =>
    files.filter((file) => file.messageId === messageId).map(({ messageId: _, ...file }) => file)
  const messages = rows.map(
    ({ messageId, author, authorId, locale, bodySealed, sentAt }): MessageView => ({
      messageId,
      author: author === 'person' ? authorFor(reader, key, authorId) : author,
      locale,
      sentAt: sentAt.toISOString(),
      attachments: of(messageId),
      body: cipher ? cipher.decrypt(messagePlace(messageId), bodySealed) : null,
    }),
  )
  return { messages, documents: of(null) }
}

/** A message of the person's side: theirs or their representative's, which are the reader's own or not. */
function authorFor(reader: Actor, { subjectId }: Key, authorId: string | null): MessageView['author'] {
  const isOfPerson = authorId === null || authorId === subjectId
  if (reader.kind === 'representative')
    return authorId === reader.representationId ? 'person' : isOfPerson ? 'represented' : 'representative'
  return isOfPerson ? 'person' : 'representative'
}

/** Writes an internal note in the caller's transaction; false when it was there already. */
export async function writeNote(
  tx: Transaction,
  ctx: Context,
  cipher: SubjectCipher,
  { subjectId, requestId }: Key,
  given: { noteId: string; note: string },
): Promise<boolean> {
  const { noteId, note } = given
  const staffId = ctx.actor.kind === 'staff' ? ctx.actor.staffId : ''
  const written = await tx
    .insert(requestNote)
    .values({
      subjectId,
      requestId,
      noteId,
      staffId,
      writtenAt: ctx.clock.now(),
      bodySealed: cipher.encrypt(notePlace(noteId), note),
    })
    .onConflictDoNothing()
    .returning({ noteId: requestNote.noteId })
  return written.length > 0
}
