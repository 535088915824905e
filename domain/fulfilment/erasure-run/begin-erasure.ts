import { eq } from 'drizzle-orm'
import { erasureRun } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { consentsToService } from '#domain/consent/ledger/read-choices.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { readErasureRequest } from '#domain/requests/steps/erase-by-request.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { countItems } from '../erase/count-items.ts'
import type { RunKey } from '../erasure-record/erasure-rows.ts'
import { erasureStart, plannedRows, serviceConsent } from '../rules/erasure-run.ts'
import { openSources } from '../sources/open-sources.ts'

/**
 * Plans the erasure that a decided request of deletion leads to, with the counts of today, and lets it wait for the end of the
 * cooling-off. Planning twice is planning once; after a cancelled run a new decision plans again. Throws `Denied`.
 */
export async function beginErasure(ctx: Context, key: RunKey): Promise<void> {
  authorize(ctx.actor, 'erasures.run')
  const request = await ctx.transaction((tx) => readErasureRequest(tx, ctx, key))
  if (!request?.decided) return
  const subject = { subjectId: key.subjectId, externalId: await readExternalId(ctx, key.subjectId) }
  const counts = await countItems(openSources(ctx), subject, new AbortController().signal)
  const now = ctx.clock.now()
  const startsAt = erasureStart(request, now)
  // The decision that closes an account ended this consent: one that is granted by now was given after it.
  const isGranted = request.kind !== 'withdrawal/service' && (await consentsToService(ctx, key.subjectId))
  const planned = {
    state: 'waiting' as const,
    startsAt,
    tryAt: startsAt,
    planned: { ...plannedRows(counts), [serviceConsent]: Number(isGranted) },
    drift: null,
    tries: 0,
    createdAt: now,
  }
  const { subjectId, requestId } = key
  await ctx.transaction(async (tx) => {
    const begun = await tx
      .insert(erasureRun)
      .values({ subjectId, requestId, ...planned })
      .onConflictDoUpdate({
        target: [erasureRun.subjectId, erasureRun.requestId],
        set: planned,
        setWhere: eq(erasureRun.state, 'cancelled'),
      })
      .returning({ requestId: erasureRun.requestId })
    if (begun.length === 0) return
    await append(tx, ctx.auditedAs, {
      action: 'erasure.plan',
      subjectId,
      resource: `request:${requestId}`,
    })
    if (startsAt <= now) await enqueue(tx, 'run-erasures', {}, { key: 'run-erasures' })
  })
}
