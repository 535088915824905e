import type { Transaction } from '#db/client.ts'
import { staffClearance } from '#db/schema/staff.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { type CheckedDocument, encryptDocument } from '#domain/people/record/documents.ts'
import { readSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { clearancesOf } from '../record/clearance-records.ts'
import type { ClearanceInput } from '../rules/staff-schemas.ts'
import { lockMember } from '../sign-in/consume-code.ts'
import { requireSudo } from '../sign-in/step-up.ts'

/** `document`: no file was given. */
export type RecordClearanceResult =
  | { status: 'done' }
  | { status: 'refused'; code: 'gone' | 'yourself' | 'future' | 'document' | 'not-now' }

const done = { status: 'done' } as const
type Code = Extract<RecordClearanceResult, { status: 'refused' }>['code']
const refused = (code: Code) => ({ status: 'refused', code }) as const

/**
 * Adds an agreement or a training to the register, with its document: a file, encrypted under the member's key. What was recorded
 * before stays in the register and counts no more. Nobody records their own. Counts from the member's next request. Throws
 * `Denied`, `SudoNeeded`.
 */
export async function recordClearance(
  ctx: Context,
  input: ClearanceInput,
  file: CheckedDocument | undefined,
  timing?: { deadlineMs: number },
): Promise<RecordClearanceResult> {
  authorize(ctx.actor, 'staff.record-clearance')
  requireSudo(ctx)
  const { staffId, kind, doneOn, endsOn } = input
  if (actorId(ctx.actor) === staffId) return refused('yourself')
  if (doneOn > almatyDate(ctx.clock.now())) return refused('future')
  if (!file) return refused('document')
  return ctx.transaction(async (tx) => {
    if (!(await lockMember(tx, staffId))) return refused('gone')
    const cipher = await readSubjectCipher(tx, ctx.services.keys, staffId)
    const clearanceId = newId()
    await write(tx, ctx, {
      clearanceId,
      staffId,
      kind,
      doneOn,
      endsOn,
      ...encryptDocument(cipher, { table: 'staff_clearance', row: clearanceId }, file),
    })
    return done
  }, timing)
}

/** Records that an agreement or a training counts no more: personal data closes with the member's next request. Throws `Denied`, `SudoNeeded`. */
export async function endClearance(
  ctx: Context,
  { staffId, kind }: Pick<ClearanceInput, 'staffId' | 'kind'>,
): Promise<RecordClearanceResult> {
  authorize(ctx.actor, 'staff.record-clearance')
  requireSudo(ctx)
  if (actorId(ctx.actor) === staffId) return refused('yourself')
  return ctx.transaction(async (tx) => {
    if (!(await lockMember(tx, staffId))) return refused('gone')
    const { ndaSignedOn, trainingDoneOn } = (await clearancesOf(tx, [staffId]))(staffId)
    if ((kind === 'agreement' ? ndaSignedOn : trainingDoneOn) === null) return refused('not-now')
    await write(tx, ctx, { clearanceId: newId(), staffId, kind, doneOn: null })
    return done
  })
}

type Row = Omit<typeof staffClearance.$inferInsert, 'recordedBy' | 'recordedAt'>

async function write(tx: Transaction, ctx: Context, row: Row): Promise<void> {
  await tx
    .insert(staffClearance)
    .values({ ...row, recordedBy: actorId(ctx.actor), recordedAt: ctx.clock.now() })
  await append(tx, ctx.auditedAs, {
    action: row.doneOn === null ? 'staff.end-clearance' : 'staff.record-clearance',
    resource: `staff:${row.staffId}`,
    reason: row.kind,
  })
}
