import { and, eq, inArray, sql } from 'drizzle-orm'
import { z } from 'zod'
import { erasureItem, erasureRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { findErasureRequest } from '#domain/requests/steps/erase-by-request.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isRun } from '../erasure-record/erasure-rows.ts'

const settleWays = ['retry', 'skip', 'by-hand'] as const

/** `note`: why it is skipped, or what was found and deleted by hand. */
export const settleSchema = z
  .strictObject({
    reference: z.string().max(40),
    source: z.string().min(1).max(60),
    how: z.enum(settleWays),
    note: z.string().trim().max(500, 'too-long').default(''),
  })
  .refine(({ how, note }) => how === 'retry' || note !== '', { path: ['note'], error: 'required' })
export type SettleInput = z.output<typeof settleSchema>

export type SettleResult = { status: 'done' } | { status: 'refused'; code: 'not-found' | 'moved-on' }

/**
 * What staff do about a source that failed: ask it again now, skip it with a reason (the certificate then says so), or record
 * what they did by hand. Throws `Denied`, `SudoNeeded`.
 */
export async function settleSource(ctx: Context, input: SettleInput): Promise<SettleResult> {
  const { actor } = ctx
  authorize(actor, 'erasures.settle')
  const { reference, source, how, note } = input
  if (how !== 'retry') requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const request = await findErasureRequest(tx, ctx, reference, {
      own: 'erasures.start-own',
      staff: 'erasures.settle',
    })
    if (!request) return { status: 'refused', code: 'not-found' }
    const now = ctx.clock.now()
    const [run] = await tx.select().from(erasureRun).where(isRun(request)).for('update')
    const isBusy = run?.leaseUntil != null && run.leaseUntil > now
    const isOpen = run?.state === 'waiting' || run?.state === 'stuck'
    if (!run || !isOpen || isBusy) return { status: 'refused', code: 'moved-on' }
    const { subjectId, requestId } = run
    const failed = and(
      eq(erasureItem.subjectId, subjectId),
      eq(erasureItem.requestId, requestId),
      eq(erasureItem.source, source),
      inArray(erasureItem.state, ['failed', 'waiting']),
    )
    if (how === 'retry') {
      const found = await tx.select({ item: erasureItem.item }).from(erasureItem).where(failed)
      if (found.length === 0) return { status: 'refused', code: 'moved-on' }
    } else {
      const settled = await tx
        .update(erasureItem)
        .set({
          state: how === 'skip' ? 'skipped' : 'by-hand',
          note,
          settledBy: actor.kind === 'staff' ? actor.staffId : null,
          at: now,
        })
        .where(failed)
        .returning({ item: erasureItem.item })
      if (settled.length === 0) return { status: 'refused', code: 'moved-on' }
    }
    // A worker that still works on it must not overwrite what staff wrote.
    await tx
      .update(erasureRun)
      .set({
        tryAt: run.state === 'waiting' && run.startsAt > now ? run.startsAt : now,
        fence: sql`${erasureRun.fence} + 1`,
      })
      .where(isRun(run))
    await append(tx, ctx.auditedAs, {
      action: `erasure.${how}`,
      subjectId,
      resource: `request:${requestId}`,
      reason: source,
    })
    await enqueue(tx, 'run-erasures', {}, { key: 'run-erasures' })
    return { status: 'done' }
  })
}
