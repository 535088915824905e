import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize, Denied } from '#domain/access/permissions.ts'
import { programKey } from '#domain/access/program-key.ts'
import { lockPerson } from '#domain/people/record/person-records.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { ensureSubject } from '#domain/people/subjects/ensure-subject.ts'
import type { Right } from '#domain/policy/rules/clauses.ts'
import { newId } from '#platform/ids.ts'
import type { RequestRow } from '../record/request-row.ts'
import { bodyHash, writeRequest } from '../record/write-request.ts'
import { kindName, kinds, type RequestVariant } from '../rules/kinds.ts'
import { firstStatus } from '../rules/take-step.ts'
import { type ProgramRequest, programView } from '../view/read-for-program.ts'
import { filedBefore } from './file-request.ts'

export type ProgramFiling = {
  /** The platform's id of the subject; an unknown one is created. */
  subject: string
  right: Right
  variant?: RequestVariant | undefined
  locale: Locale
  message: string
  /** Null: each call files a new request. */
  idempotencyKey: string | null
}

export type ProgramFiled =
  | { status: 'filed'; request: ProgramRequest; repeated: boolean }
  | {
      status: 'refused'
      code: 'key-reused' | 'required' | 'wrong'
      field: 'Idempotency-Key' | 'message' | 'variant' | 'subject'
    }

/**
 * Files a request that a subject made on the platform while signed in there. The same key with the same body files
 * once. One text takes the place of all form fields. Throws `Denied`.
 */
export async function fileForProgram(ctx: Context, given: ProgramFiling): Promise<ProgramFiled> {
  authorize(ctx.actor, 'requests.file')
  const kind = kindName(given.right, given.variant)
  if (!kind) return { status: 'refused', code: 'wrong', field: 'variant' }
  const details = given.message === '' ? {} : { message: given.message }
  if (kinds[kind].fields.some(({ required }) => required) && given.message === '')
    return { status: 'refused', code: 'required', field: 'message' }
  const bodySha256 = bodyHash({ kind, details, locale: given.locale })
  const idempotencyKey = keyOf(ctx, given.idempotencyKey)
  const { subjectId } = await ensureSubject(ctx, given.subject, given.locale)
  const status = firstStatus(ctx.actor, { subjectId, proved: true })
  if (status !== 'received') throw new Denied(ctx.actor, 'requests.file')
  return ctx.transaction(async (tx): Promise<ProgramFiled> => {
    const cipher =
      (await lockPerson(tx, subjectId)) && (await findSubjectCipher(tx, ctx.services.keys, subjectId))
    if (!cipher) return { status: 'refused', code: 'wrong', field: 'subject' }
    const view = (row: Parameters<typeof programView>[0]) => programView(row, given.subject)
    const before = await filedBefore(tx, subjectId, idempotencyKey)
    if (before && !before.bodySha256.equals(bodySha256))
      return { status: 'refused', code: 'key-reused', field: 'Idempotency-Key' }
    if (before) return { status: 'filed', request: view(asFirstFiled(before)), repeated: true }
    const row = await writeRequest(tx, ctx, cipher, {
      subjectId,
      requestId: newId(),
      kind,
      details,
      locale: given.locale,
      channel: 'platform',
      status,
      receivedAt: ctx.clock.now(),
      idempotencyKey,
      bodySha256,
    })
    return { status: 'filed', request: view(row), repeated: false }
  })
}

/** The first answer again: a program that repeats a call missed it; the current status is in `readForProgram`. */
const asFirstFiled = (row: RequestRow): RequestRow => ({ ...row, status: 'received', closedAt: null })

function keyOf(ctx: Context, idempotencyKey: string | null): string {
  if (idempotencyKey === null || ctx.actor.kind !== 'program') return newId()
  return programKey(ctx.actor.keyId, idempotencyKey)
}
