import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { withdrawByRequest } from '#domain/consent/choices/withdraw-by-request.ts'
import { restrictProcessing } from '#domain/consent/restrictions/restrict-processing.ts'
import type { RequestRow } from '../record/request-row.ts'
import { enqueueSourceChanges } from '../record/write-step.ts'

/**
 * What fulfilling a request changes in consent and restriction, in the transaction of the step: no request is recorded as
 * carried out without its effect. Other systems follow by a job.
 */
// no audit record: the use cases that it calls write theirs
export async function carryOut(tx: Transaction, ctx: Context, row: RequestRow): Promise<void> {
  const { subjectId, requestId, kind, variant } = row
  if (kind === 'withdrawal' || kind === 'objection')
    await withdrawByRequest(tx, ctx, { subjectId, requestId, right: kind })
  if (kind === 'restriction') {
    await restrictProcessing(tx, ctx, { subjectId, requestId, blocking: variant === 'unlawful' })
    await enqueueSourceChanges(tx, row)
  }
}
