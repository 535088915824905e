import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import { sourceChange } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import {
  findChangingRequest,
  lockChangingRequest,
  stopExecuting,
} from '#domain/requests/execution/change-by-request.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isChange, readRequestChanges, wakeChanges } from '../change-record/change-rows.ts'
import { notifyObjectionSettled } from '../change-record/notify-objection-settled.ts'
import { isChangeMade } from '../rules/source-change.ts'

/** `note`: why it is skipped, or what was found and changed by hand. */
export const settleChangeSchema = z
  .strictObject({
    reference: z.string().max(40),
    change: z.uuid('wrong'),
    how: z.enum(['retry', 'skip', 'by-hand']),
    note: z.string().trim().max(500, 'too-long').default(''),
  })
  .refine(({ how, note }) => how === 'retry' || note !== '', { path: ['note'], error: 'required' })
export type SettleChangeInput = z.output<typeof settleChangeSchema>

export type SettleChangeResult = { status: 'done' } | { status: 'refused'; code: 'not-found' | 'moved-on' }

/**
 * What staff do about a change that failed: try it again now, skip it with a reason, or record what they did by hand. Where nothing
 * of a correction was done, skipping it gives the request back to be decided or refused. Throws `Denied`, `SudoNeeded`.
 */
export async function settleChange(ctx: Context, input: SettleChangeInput): Promise<SettleChangeResult> {
  const { actor } = ctx
  authorize(actor, 'changes.settle')
  const { reference, change: changeId, how, note } = input
  if (how !== 'retry') requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const key = await findChangingRequest(tx, ctx, reference, {
      own: 'changes.read-own',
      staff: 'changes.settle',
    })
    if (!key) return { status: 'refused', code: 'not-found' }
    await lockChangingRequest(tx, ctx, key)
    const now = ctx.clock.now()
    const isFree = and(
      isChange({ subjectId: key.subjectId, changeId }),
      eq(sourceChange.requestId, key.requestId),
      inArray(sourceChange.state, ['waiting', 'failed']),
      or(isNull(sourceChange.leaseUntil), lt(sourceChange.leaseUntil, now)),
    )
    const [settled] = await tx
      .update(sourceChange)
      .set({
        // A worker that still works on it must not overwrite what staff wrote.
        fence: sql`${sourceChange.fence} + 1`,
        at: now,
        ...(how === 'retry'
          ? { tryAt: now }
          : {
              state: how === 'skip' ? ('skipped' as const) : ('by-hand' as const),
              note,
              settledBy: actor.kind === 'staff' ? actor.staffId : null,
              valuesSealed: null,
            }),
      })
      .where(isFree)
      .returning()
    if (!settled) return { status: 'refused', code: 'moved-on' }
    await append(tx, ctx.auditedAs, {
      action: `source-change.${how}`,
      subjectId: key.subjectId,
      resource: `request:${key.requestId}`,
      reason: settled.source,
    })
    if (how === 'retry') await wakeChanges(tx)
    else if (settled.kind === 'object') await notifyObjectionSettled(tx, key)
    else if (settled.kind === 'correct') {
      const changes = await readRequestChanges(tx, key)
      if (changes.some(({ state }) => isChangeMade(state))) await enqueue(tx, 'plan-source-changes', key)
      else await stopExecuting(tx, ctx, key, note)
    }
    return { status: 'done' }
  })
}
