import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { isRow, lockRow } from '../record/find-request.ts'
import { type RequestRow, stateOf } from '../record/request-row.ts'
import { writeStep } from '../record/write-step.ts'
import { takeStep } from '../rules/take-step.ts'

/** A step of the portal itself while it carries out a request; false when it is not possible. Throws `Denied`. */
// no audit record: the step writes it
export async function takeSystemStep(
  tx: Transaction,
  ctx: Context,
  key: Pick<RequestRow, 'subjectId' | 'requestId'>,
  step: 'execute' | 'stop-executing' | 'fulfil' | 'cancel',
): Promise<boolean> {
  authorize(ctx.actor, 'requests.keep-time')
  const row = await lockRow(tx, isRow(key))
  const result = row && takeStep(stateOf(row), ctx.actor, step, { note: true }, ctx.clock.now())
  if (!row || result?.status !== 'taken') return false
  await writeStep(tx, ctx, null, row, { step, after: result.request })
  return true
}
