import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { recordUnderLocks } from '../ledger/record-choices.ts'
import { endingItems, type Grant } from './ending-items.ts'

const peopleAtOnce = 200
const lapsing = and(eq(consentState.decision, 'granted'), sql`${consentState.expiresAt} IS NOT NULL`)

/**
 * Records expired grants as withdrawals by the system, with the origin `term`, citing the text that was agreed to.
 * Candidates are read without a lock and checked again under the subject's lock, so that a grant renewed in between
 * survives. Each person gets one email about what expired. Returns how many expired; idempotent.
 */
export async function expireConsents(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'terms.keep')
  const policyVersion = await currentVersion(ctx)
  let lapsed = 0
  for (;;) {
    const due = await ctx.transaction((tx) =>
      tx
        .selectDistinct({ subjectId: consentState.subjectId })
        .from(consentState)
        .where(and(lapsing, lte(consentState.expiresAt, ctx.clock.now())))
        .orderBy(asc(consentState.subjectId))
        .limit(peopleAtOnce),
    )
    if (due.length === 0) return lapsed
    const people = due.map(({ subjectId }) => subjectId)
    const results = await recordUnderLocks(ctx, people, async (tx) => {
      const overdue = await readOverdue(tx, ctx.clock.now(), people)
      await enqueueNotices(tx, overdue)
      return endingItems(overdue, { policyVersion, origin: 'term' })
    })
    const answered = results.flatMap((result) => ('choices' in result ? result.choices : []))
    const recorded = answered.filter(({ status }) => status === 'recorded')
    // Words of this language are gone, say: the job ends with what it could do instead of asking for ever.
    if (recorded.length === 0) return lapsed
    lapsed += recorded.length
  }
}

async function readOverdue(tx: Transaction, now: Date, people: readonly string[]): Promise<Grant[]> {
  const rows = await tx
    .select({ event: consentEvent })
    .from(consentState)
    .innerJoin(
      consentEvent,
      and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
    )
    .where(and(lapsing, inArray(consentState.subjectId, [...people]), lte(consentState.expiresAt, now)))
    .orderBy(asc(consentEvent.subjectId), asc(consentEvent.seq))
  return rows.map(({ event }) => event)
}

/** A consent that had ended before it was imported is no news, so nothing is mailed about it. */
async function enqueueNotices(tx: Transaction, overdue: readonly Grant[]): Promise<void> {
  const wasInForce = overdue.filter(({ expiresAt, recordedAt }) => expiresAt && expiresAt > recordedAt)
  for (const [subjectId, grants] of Map.groupBy(wasInForce, (grant) => grant.subjectId)) {
    const seqs = grants.map(({ seq }) => String(seq))
    await enqueue(tx, 'send-term-over', { subjectId, seqs }, { key: `term-over:${subjectId}:${seqs.at(-1)}` })
  }
}
