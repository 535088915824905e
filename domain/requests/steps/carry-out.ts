import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { withdrawByRequest } from '#domain/consent/choices/withdraw-by-request.ts'
import { restrictProcessing } from '#domain/consent/restrictions/restrict-processing.ts'
import { kindOf, type RequestRow, stateOf } from '../record/request-row.ts'
import { enqueueSourceChanges } from '../record/write-step.ts'
import type { StepName } from '../rules/lifecycle.ts'
import { stateConditions } from '../rules/step-conditions.ts'

const deciding: readonly StepName[] = ['decide', 'approve', 'approve-after-delay']

/**
 * What a step changes in consent and restriction, in its transaction: no request is recorded as carried out without its effect.
 * Other systems follow by a job. Consent to the service ends with the decision, before the account is closed.
 */
// no audit record: the use cases that it calls write theirs
export async function carryOut(
  tx: Transaction,
  ctx: Context,
  row: RequestRow,
  step: StepName,
): Promise<void> {
  const { subjectId, requestId } = row
  const kind = kindOf(row)
  const key = { subjectId, requestId }
  if (kind === 'withdrawal/service' && deciding.includes(step) && isDecided(ctx, row))
    await withdrawByRequest(tx, ctx, { ...key, ends: 'service' })
  if (step !== 'fulfil') return
  if (kind === 'withdrawal/optional') await withdrawByRequest(tx, ctx, { ...key, ends: 'optional' })
  if (kind === 'objection') {
    await withdrawByRequest(tx, ctx, { ...key, ends: 'objection' })
    await enqueueSourceChanges(tx, row)
  }
  if (kind === 'restriction/disputed' || kind === 'restriction/unlawful') {
    await restrictProcessing(tx, ctx, { ...key, blocking: kind === 'restriction/unlawful' })
    await enqueueSourceChanges(tx, row)
  }
}

const isDecided = ({ actor, clock }: Context, row: RequestRow) =>
  stateConditions['fulfilment-stands']({ request: stateOf(row), actor, now: clock.now() })
