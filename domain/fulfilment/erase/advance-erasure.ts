import type { Transaction } from '#db/client.ts'
import { erasureRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findErasureRequest } from '#domain/requests/steps/erase-by-request.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isRun, type RunRow } from '../erasure-record/erasure-rows.ts'

export type AdvanceResult = { status: 'done' } | { status: 'refused'; code: 'not-found' | 'moved-on' }

/** Ends the cooling-off: the person need not wait. Throws `Denied`, `SudoNeeded`. */
export async function startErasureNow(ctx: Context, reference: string): Promise<AdvanceResult> {
  return advance(ctx, reference, 'waiting', async (tx, run) => {
    const now = ctx.clock.now()
    await tx.update(erasureRun).set({ startsAt: now, tryAt: now }).where(isRun(run))
    await append(tx, ctx.auditedAs, {
      action: 'erasure.start-now',
      subjectId: run.subjectId,
      resource: `request:${run.requestId}`,
    })
  })
}

/** Goes on with the counts as they are now, after the person or staff have seen how they differ from the plan. Throws `Denied`, `SudoNeeded`. */
export async function acceptDrift(ctx: Context, reference: string): Promise<AdvanceResult> {
  return advance(ctx, reference, 'drifted', async (tx, run) => {
    const planned = Object.fromEntries((run.drift ?? []).map(({ item, now }) => [item, now]))
    const now = ctx.clock.now()
    await tx
      .update(erasureRun)
      .set({
        state: 'waiting',
        planned: { ...run.planned, ...planned },
        drift: null,
        tryAt: run.startsAt > now ? run.startsAt : now,
      })
      .where(isRun(run))
    await append(tx, ctx.auditedAs, {
      action: 'erasure.accept-drift',
      subjectId: run.subjectId,
      resource: `request:${run.requestId}`,
    })
  })
}

/** Locks the run in the state that the reader saw, changes it and wakes the worker. */
async function advance(
  ctx: Context,
  reference: string,
  from: RunRow['state'],
  change: (tx: Transaction, run: RunRow) => Promise<void>,
): Promise<AdvanceResult> {
  return ctx.transaction(async (tx) => {
    const request = await findErasureRequest(tx, ctx, reference, {
      own: 'erasures.start-own',
      staff: 'erasures.settle',
    })
    if (!request) return { status: 'refused', code: 'not-found' }
    requireSudo(ctx)
    const [run] = await tx.select().from(erasureRun).where(isRun(request)).for('update')
    if (!run || !request.decided || run.state !== from) return { status: 'refused', code: 'moved-on' }
    await change(tx, run)
    await enqueue(tx, 'run-erasures', {}, { key: 'run-erasures' })
    return { status: 'done' }
  })
}
