import type { Transaction } from '#db/client.ts'
import { request, requestStep } from '#db/schema/requests.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import type { SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { endsInErasure, isForPackage } from '../rules/kinds.ts'
import type { StepName } from '../rules/lifecycle.ts'
import type { Refusal, RefusalCode } from '../rules/refusal-codes.ts'
import { isClosed, type RequestState } from '../rules/request-state.ts'
import { stateConditions } from '../rules/step-conditions.ts'
import { isRow, resourceOf } from './find-request.ts'
import { type RequestRow, requestPlace } from './request-row.ts'

type Taken = {
  step: StepName
  /** The request as the rules left it. */
  after: RequestState
  refusal?: Refusal | undefined
  /** What comes with a proposal. */
  draft?: { text: string | undefined; code: RefusalCode | undefined } | undefined
  /** Why, where the step itself does not say it. */
  reason?: string
}

/** Writes a permitted step: the row, the timeline, the audit record. The caller has locked the row. */
export async function writeStep(
  tx: Transaction,
  ctx: Context,
  cipher: SubjectCipher | null,
  row: RequestRow,
  taken: Taken,
): Promise<RequestRow> {
  const { step, after, refusal } = taken
  const { subjectId, requestId } = row
  const now = ctx.clock.now()
  const seq = row.lastStepSeq + 1
  const closed = isClosed(after.status)
  const sealed = (column: 'draft_sealed' | 'refusal_reason_sealed', text: string) =>
    cipher?.encrypt(requestPlace(requestId, column), text) ?? null
  const [changed] = await tx
    .update(request)
    .set({
      status: after.status,
      lastStepSeq: seq,
      ...(step === 'take' && { assignedTo: staffOf(ctx) }),
      ...(ctx.actor.kind === 'staff' && { staffOpenedAt: now }),
      ...decisionOf(row, after, now),
      ...approvalOf(ctx, row, after, now),
      approvalDelayEndsAt: after.approvalDelayEndsAt,
      executingSince: after.executing ? (row.executingSince ?? now) : null,
      ...(after.decision === null && { draftSealed: null, refusalCode: null }),
      ...(taken.draft && {
        draftSealed: taken.draft.text ? sealed('draft_sealed', taken.draft.text) : null,
        refusalCode: taken.draft.code ?? null,
      }),
      ...(refusal && {
        refusalCode: refusal.code,
        refusalReasonSealed: sealed('refusal_reason_sealed', refusal.reason),
      }),
      ...(closed && { closedAt: now }),
      // Once it is carried out or closed nobody sends the draft any more.
      ...((closed || after.executing) && { draftSealed: null }),
    })
    .where(isRow(row))
    .returning()
  if (!changed) throw new Error('the request is no longer there')
  await tx.insert(requestStep).values({
    subjectId,
    requestId,
    seq,
    step,
    from: row.status,
    to: after.status,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    at: now,
  })
  await append(tx, ctx.auditedAs, {
    action: `request.${step}`,
    subjectId,
    resource: resourceOf(requestId),
    ...(reasonOf(taken) && { reason: reasonOf(taken) }),
  })
  if (closed) await enqueue(tx, 'publish-request-event', { subjectId, requestId })
  if (isDecided(ctx, after, now)) {
    if (endsInErasure(after.kind))
      await enqueue(tx, 'begin-erasure', { subjectId, requestId }, { key: `begin-erasure:${requestId}` })
    else if (after.corrects) await enqueueSourceChanges(tx, row)
    else if (isForPackage(after.kind))
      await enqueue(tx, 'begin-package', { subjectId, requestId }, { key: `begin-package:${requestId}` })
  }
  return changed
}

/** What the other systems have to change for a request, planned and carried out by the worker. */
export const enqueueSourceChanges = (
  tx: Transaction,
  { subjectId, requestId }: Pick<RequestRow, 'subjectId' | 'requestId'>,
) => enqueue(tx, 'plan-source-changes', { subjectId, requestId })

/** From here on the portal can carry it out. */
const isDecided = ({ actor }: Context, request: RequestState, now: Date) =>
  request.status === 'in-progress' &&
  !request.executing &&
  stateConditions['fulfilment-stands']({ request, actor, now })

const staffOf = (ctx: Context) => (ctx.actor.kind === 'staff' ? ctx.actor.staffId : null)
const reasonOf = ({ reason, refusal, draft }: Taken) => reason ?? refusal?.code ?? draft?.code

function decisionOf(row: RequestRow, { decision }: RequestState, now: Date) {
  const same = row.decision === (decision?.outcome ?? null) && row.decidedBy === (decision?.by ?? null)
  if (same) return {}
  return {
    decision: decision?.outcome ?? null,
    decidedBy: decision?.by ?? null,
    decidedAt: decision ? now : null,
  }
}

function approvalOf(ctx: Context, row: RequestRow, { approved }: RequestState, now: Date) {
  if (approved === (row.approvedAt !== null)) return {}
  return { approvedAt: approved ? now : null, approvedBy: approved ? staffOf(ctx) : null }
}
