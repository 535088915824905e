import { and, eq, isNull, lte } from 'drizzle-orm'
import { request, unverifiedRequest } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { openVerificationsOf } from '#domain/access/email-verification.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { destroyKey } from '#domain/people/record/person-records.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { isRow, lockRow, resourceOf } from '../record/find-request.ts'
import { stateOf } from '../record/request-row.ts'
import { writeStep } from '../record/write-step.ts'
import { remindedIfLapsingBy } from '../rules/request-state.ts'
import { takeStep } from '../rules/take-step.ts'
import { carryOut } from '../steps/carry-out.ts'
import { unverifiedState } from '../visitor/verify-visitor-request.ts'
import { tellOfEffect } from './remind-staff.ts'

const BATCH = 500

/**
 * Expires unverified requests, with their keys, reminds of those that will soon, and approves proposals of a lone officer
 * after their delay. Scheduled every minute; safe to run twice at once.
 */
export async function runRequestDeadlines(
  ctx: Context,
): Promise<{ lapsed: number; reminded: number; approved: number }> {
  authorize(ctx.actor, 'requests.keep-time')
  const lapsed = await lapseUnproved(ctx)
  return { lapsed, reminded: await remindUnverified(ctx), approved: await approveAfterDelay(ctx) }
}

async function lapseUnproved(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .select()
      .from(unverifiedRequest)
      .where(lte(unverifiedRequest.lapsesAt, now))
      .limit(BATCH)
      .for('update', { skipLocked: true })
    let lapsed = 0
    for (const row of rows) {
      if (takeStep(unverifiedState(row), ctx.actor, 'lapse', {}, now).status === 'refused') continue
      const { subjectId, requestId } = row
      await tx
        .delete(unverifiedRequest)
        .where(and(eq(unverifiedRequest.subjectId, subjectId), eq(unverifiedRequest.requestId, requestId)))
      await destroyKey(tx, subjectId)
      await append(tx, ctx.auditedAs, { action: 'request.lapse', resource: resourceOf(requestId) })
      lapsed += 1
    }
    return lapsed
  })
}

/** One email each, with the link of the latest message; a request without a link that works is left alone. */
async function remindUnverified(ctx: Context): Promise<number> {
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const rows = await tx
      .update(unverifiedRequest)
      .set({ remindedAt: now })
      .where(
        and(isNull(unverifiedRequest.remindedAt), lte(unverifiedRequest.lapsesAt, remindedIfLapsingBy(now))),
      )
      .returning({ requestId: unverifiedRequest.requestId })
    for (const { requestId } of rows) {
      const latest = (await openVerificationsOf(tx, requestId, now)).at(-1)
      if (!latest) continue
      const { verificationId } = latest
      await enqueue(
        tx,
        'send-request-proof-reminder',
        { verificationId },
        { key: `proof-reminder:${requestId}` },
      )
      await append(tx, ctx.auditedAs, { action: 'request.remind-unproved', resource: resourceOf(requestId) })
    }
    return rows.length
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
      const effective = await writeStep(tx, ctx, null, row, {
        step: 'approve-after-delay',
        after: result.request,
      })
      await carryOut(tx, ctx, effective, 'approve-after-delay')
      await tellOfEffect(tx, ctx, effective)
      return true
    })
    if (done) approved += 1
  }
  return approved
}
