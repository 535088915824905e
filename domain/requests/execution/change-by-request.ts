import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize, type Permission } from '#domain/access/permissions.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { newId } from '#platform/ids.ts'
import { findRow, isRow, lockRow, requestNamed } from '../record/find-request.ts'
import { decryptDetails, type RequestRow, stateOf } from '../record/request-row.ts'
import { writeNote } from '../record/write-message.ts'
import { mailPerson } from '../record/write-request.ts'
import { writeStep } from '../record/write-step.ts'
import { isClosed } from '../rules/request-state.ts'
import { stateConditions } from '../rules/step-conditions.ts'
import { takeStep } from '../rules/take-step.ts'
import { takeSystemStep } from './take-system-step.ts'

// What carries out a correction or a restriction in other systems needs of its request.

type Key = Pick<RequestRow, 'subjectId' | 'requestId'>

const value = z.json()

/** The value that a correction names: its record, what it held when the request was filed, and what it must become. */
export const correctionTargetSchema = z.strictObject({
  item: z.string(),
  key: z.array(value),
  column: z.string(),
  from: value,
  to: value,
})
export type CorrectionTarget = z.infer<typeof correctionTargetSchema>

export type ChangingRequest = Key &
  Pick<RequestRow, 'kind' | 'corrects'> & {
    /** Decided and still open: the correction may be carried out. */
    decided: boolean
    /** Null for another kind, and when the person's key is gone. */
    target: CorrectionTarget | null
  }

/**
 * A request by its key, locked until the end of the transaction: what becomes of its changes is decided one after another, each
 * with what the one before wrote. Lock it before its changes. The caller has authorized.
 */
export async function lockChangingRequest(
  tx: Transaction,
  ctx: Context,
  key: Key,
): Promise<ChangingRequest | null> {
  const row = await lockRow(tx, isRow(key))
  if (!row) return null
  const { subjectId, requestId, kind, corrects, status } = row
  const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
  const json = cipher && decryptDetails(cipher, row).target
  const ask = { request: stateOf(row), actor: ctx.actor, now: ctx.clock.now() }
  return {
    subjectId,
    requestId,
    kind,
    corrects,
    decided: status === 'in-progress' && stateConditions['fulfilment-stands'](ask),
    target: json ? correctionTargetSchema.parse(JSON.parse(json)) : null,
  }
}

/** The key of a request by its reference, for its person or for staff. Throws `Denied`. */
export async function findChangingRequest(
  tx: Transaction,
  ctx: Context,
  reference: string,
  may: { own: Permission; staff: Permission },
): Promise<Key | null> {
  const where = requestNamed(ctx, reference, may)
  const row = where && (await findRow(tx, where))
  return row ? { subjectId: row.subjectId, requestId: row.requestId } : null
}

/** Afterwards the person can no longer cancel; true also when it was taken before. Throws `Denied`. */
// no audit record: the step writes it
export async function executeCorrection(tx: Transaction, ctx: Context, key: Key): Promise<boolean> {
  if (await takeSystemStep(tx, ctx, key, 'execute')) return true
  const row = await findRow(tx, isRow(key))
  return row !== undefined && !isClosed(row.status) && row.executingSince !== null
}

/** Closes the request as fulfilled after everything was read back, and tells the person by email. Throws `Denied`. */
// no audit record: the step writes it
export async function fulfilCorrection(tx: Transaction, ctx: Context, key: Key): Promise<void> {
  if (!(await takeSystemStep(tx, ctx, key, 'fulfil')))
    throw new Error('a correction that was carried out cannot be closed')
  await mailPerson(tx, key, 'fulfilled')
}

/** Staff give up a correction that changed nothing: it is decided again. False when that is not possible. Throws `Denied`. */
// no audit record: the step writes it
export async function stopExecuting(tx: Transaction, ctx: Context, key: Key, note: string): Promise<boolean> {
  authorize(ctx.actor, 'requests.work')
  const row = await lockRow(tx, isRow(key))
  const cipher = row && (await findSubjectCipher(tx, ctx.services.keys, row.subjectId))
  const result = row && takeStep(stateOf(row), ctx.actor, 'stop-executing', { note: true }, ctx.clock.now())
  if (!row || !cipher || result?.status !== 'taken') return false
  await writeStep(tx, ctx, cipher, row, { step: 'stop-executing', after: result.request })
  await writeNote(tx, ctx, cipher, row, { noteId: newId(), note })
  return true
}
