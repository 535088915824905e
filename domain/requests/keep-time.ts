import { and, eq, lt, lte } from 'drizzle-orm'
import { caseAttempt, caseSession, request, requestReveal, unprovedRequest } from '#db/schema/requests.ts'
import { append } from '../audit/append.ts'
import type { Context } from '../people/context.ts'
import { authorize } from '../people/permissions.ts'
import { destroyKey } from '../people/person-records.ts'
import { isRow, lockRow, resourceOf } from './find-request.ts'
import { unprovedState } from './prove-visitor-request.ts'
import { stateOf } from './request-row.ts'
import { takeStep } from './take-step.ts'
import { writeStep } from './write-step.ts'

const BATCH = 500
const DAY = 86_400_000

/**
 * What time itself does to requests: the unproven lapse, with the key that could read them; a proposal of one officer alone
 * counts as approved. For a schedule, by the minute; safe to run twice at once.
 */
export async function keepTime(ctx: Context): Promise<{ lapsed: number; approved: number }> {
  authorize(ctx.actor, 'requests.keep-time')
  return { lapsed: await lapseUnproved(ctx), approved: await approveAfterDelay(ctx) }
}

async function lapseUnproved(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(unprovedRequest)
      .where(lte(unprovedRequest.lapsesAt, now))
      .limit(BATCH)
      .for('update', { skipLocked: true })
    let lapsed = 0
    for (const row of rows) {
      if (takeStep(unprovedState(row), ctx.actor, 'lapse', {}, now).status === 'refused') continue
      const { subjectId, requestId } = row
      await tx
        .delete(unprovedRequest)
        .where(and(eq(unprovedRequest.subjectId, subjectId), eq(unprovedRequest.requestId, requestId)))
      await destroyKey(tx, subjectId)
      await append(tx, ctx.by, { action: 'request.lapse', resource: resourceOf(requestId) })
      lapsed += 1
    }
    return lapsed
  })
}

async function approveAfterDelay(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  const waiting = await ctx.transaction((tx) =>
    tx
      .select({ subjectId: request.subjectId, requestId: request.requestId })
      .from(request)
      .where(and(eq(request.status, 'awaiting-approval'), lte(request.approvalDelayEndsAt, now)))
      .limit(BATCH),
  )
  let approved = 0
  for (const key of waiting) {
    const done = await ctx.transaction(async (tx) => {
      const row = await lockRow(tx, isRow(key))
      const result = row && takeStep(stateOf(row), ctx.actor, 'approve-after-delay', {}, now)
      if (!row || result?.status !== 'taken') return false
      await writeStep(tx, ctx, null, row, { step: 'approve-after-delay', after: result.request })
      return true
    })
    if (done) approved += 1
  }
  return approved
}

/** Removes keys to cases, reveals and wishes to open one that are over. For a nightly schedule. */
export async function sweepCases(ctx: Context): Promise<{ sessions: number; attempts: number }> {
  authorize(ctx.actor, 'requests.keep-time')
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const sessions = await tx
      .delete(caseSession)
      .where(lt(caseSession.expiresAt, now))
      .returning({ at: caseSession.expiresAt })
    const attempts = await tx
      .delete(caseAttempt)
      .where(lt(caseAttempt.expiresAt, new Date(now.getTime() - DAY)))
      .returning({ at: caseAttempt.expiresAt })
    await tx.delete(requestReveal).where(lt(requestReveal.expiresAt, now))
    return { sessions: sessions.length, attempts: attempts.length }
  })
}
