import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import type { NoteInput } from '../forms/request-schemas.ts'
import { lockRow, requestNamed, resourceOf } from '../record/find-request.ts'
import { writeNote } from '../record/write-message.ts'

/** A note that only staff see, on closed requests too. The same `noteId` writes once. */
export async function addNote(
  ctx: Context,
  input: NoteInput,
): Promise<{ status: 'done' } | { status: 'refused'; code: 'not-found' | 'gone' }> {
  const where = requestNamed(ctx, input.reference, { own: 'requests.work', staff: 'requests.work' })
  if (!where) return { status: 'refused', code: 'not-found' }
  return ctx.transaction(async (tx) => {
    const row = await lockRow(tx, where)
    if (!row) return { status: 'refused', code: 'not-found' }
    const cipher = await findSubjectCipher(tx, ctx.services.keys, row.subjectId)
    if (!cipher) return { status: 'refused', code: 'gone' }
    const { noteId, note } = input
    const { subjectId, requestId } = row
    if (await writeNote(tx, ctx, cipher, row, { noteId, note }))
      await append(tx, ctx.auditedAs, { action: 'request.note', subjectId, resource: resourceOf(requestId) })
    return { status: 'done' }
  })
}
