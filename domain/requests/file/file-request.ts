import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize, Denied } from '#domain/access/permissions.ts'
import { isRepresented } from '#domain/people/minors/represent.ts'
import { lockPerson } from '#domain/people/record/person-records.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { type FilesRefused, withFiles } from '../attach/with-files.ts'
import type { FileRequestInput } from '../forms/request-schemas.ts'
import { type CheckedFile, type UploadedFile, writeFiles } from '../record/attach-file.ts'
import { filedByRepresentative } from '../record/find-request.ts'
import { bodyHash, openDuplicate, writeRequest } from '../record/write-request.ts'
import type { KindName } from '../rules/kinds.ts'
import { firstStatus } from '../rules/take-step.ts'
import { withinFilingLimit } from './within-filing-limit.ts'

export type Filed = {
  status: 'filed'
  reference: string
  dueAt: string | null
  /** An open request of the same kind, to be pointed out. */
  possibleDuplicate: string | null
  /** The same form was already submitted: returns what was filed then. */
  repeated: boolean
}
export type FileResult =
  | Filed
  | FilesRefused
  | { status: 'refused'; code: 'filed-often'; retryAfterSeconds: number }
  | { status: 'refused'; code: 'key-reused' | 'gone' }

/**
 * Files a request of the signed-in person, or of a representative for their minor. Deadlines count from the filing; the same key with
 * the same body files once. Throws `Denied`, also where the representation has ended meanwhile.
 */
export async function fileRequest(
  ctx: Context,
  input: FileRequestInput,
  files: readonly UploadedFile[] = [],
): Promise<FileResult> {
  const { actor } = ctx
  const subjectId = subjectOfFiling(ctx)
  authorize(actor, 'requests.file', { subjectId })
  const status = firstStatus(actor, { subjectId, proved: true })
  if (status !== 'received') throw new Denied(actor, 'requests.file')
  const wasFiled = () => ctx.transaction((tx) => filedBefore(tx, subjectId, input.idempotencyKey))
  return withinFilingLimit(ctx, wasFiled, () =>
    withFiles<FileResult>(ctx, files, (checked, timing) =>
      write(ctx, { ...input, subjectId, status }, checked, timing),
    ),
  )
}

type Filing = FileRequestInput & { subjectId: string; status: 'received' }

function write(
  ctx: Context,
  { subjectId, kind, details, corrects, status, idempotencyKey }: Filing,
  checked: readonly CheckedFile[],
  timing: Parameters<Context['transaction']>[1],
): Promise<FileResult> {
  const { actor } = ctx
  const bodySha256 = bodyHash({ kind, details }, checked)
  return ctx.transaction(async (tx) => {
    const cipher =
      (await lockPerson(tx, subjectId)) && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
    if (!cipher) return { status: 'refused', code: 'gone' }
    // Ending a representation locks the person too: it cannot end between this and the filing.
    if (actor.kind === 'representative' && !(await isRepresented(tx, ctx, actor)))
      throw new Denied(actor, 'requests.file')
    const before = await filedBefore(tx, subjectId, idempotencyKey)
    if (before && !before.bodySha256.equals(bodySha256)) return { status: 'refused', code: 'key-reused' }
    if (before) return asFiled(before, null, true)
    const duplicate = await openDuplicate(tx, subjectId, kind, seenBy(ctx))
    const receivedAt = ctx.clock.now()
    const row = await writeRequest(tx, ctx, cipher, {
      subjectId,
      requestId: newId(),
      kind,
      details,
      corrects,
      locale: ctx.locale,
      channel: 'portal',
      receivedAt,
      status,
      idempotencyKey,
      bodySha256,
    })
    await writeFiles(tx, cipher, row, checked, { author: 'person', messageId: null, addedAt: receivedAt })
    return asFiled(row, duplicate?.reference ?? null, false)
  }, timing)
}

/** An open request of the same kind, for the form to say so before anything is sent. */
export async function readPossibleDuplicate(
  ctx: Context,
  kind: KindName,
): Promise<{ reference: string; receivedAt: string } | null> {
  const subjectId = subjectOfFiling(ctx)
  authorize(ctx.actor, 'requests.list-own', { subjectId })
  const duplicate = await ctx.transaction((tx) => openDuplicate(tx, subjectId, kind, seenBy(ctx)))
  return duplicate && { reference: duplicate.reference, receivedAt: duplicate.receivedAt.toISOString() }
}

/** Whose request it is; empty for an actor who files none here. */
const subjectOfFiling = ({ actor }: Context) =>
  actor.kind === 'subject' || actor.kind === 'representative' ? actor.subjectId : ''

/** A representative sees of the minor's requests those that they filed. */
const seenBy = (ctx: Context) =>
  ctx.actor.kind === 'representative' ? filedByRepresentative(ctx, ctx.actor) : undefined

export async function filedBefore(tx: Transaction, subjectId: string, idempotencyKey: string) {
  const [row] = await tx
    .select()
    .from(request)
    .where(and(eq(request.subjectId, subjectId), eq(request.idempotencyKey, idempotencyKey)))
  return row
}

export function asFiled(
  row: { reference: string; dueAt: Date | null },
  possibleDuplicate: string | null,
  repeated: boolean,
): Filed {
  const { reference, dueAt } = row
  return {
    status: 'filed',
    reference,
    possibleDuplicate,
    repeated,
    dueAt: dueAt?.toISOString() ?? null,
  }
}
