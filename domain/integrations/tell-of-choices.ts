import { sql } from 'drizzle-orm'
import { enqueue } from '#platform/jobs/enqueue.ts'
import type { Context } from '../people/context.ts'
import { authorize } from '../people/permissions.ts'

/** Events of the ledger that lie together: `firstSeq` to `lastSeq` of one person. */
export type Span = { subjectId: string; firstSeq: number; lastSeq: number }

const most = 500

/**
 * Takes what the ledger left for others to be told and puts it into the queue; returns how many spans there were. One at a
 * time, so that what concerns one person goes out in the order of the ledger. Nothing is lost when it is cut off: what was
 * taken and what was enqueued commit together.
 */
export async function tellOfChoices(ctx: Context, to: { platform: boolean }): Promise<number> {
  authorize(ctx.actor, 'choices.tell')
  return ctx.transaction(async (tx) => {
    const [lock] = await tx.execute<{ got: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock(hashtext('portal.tell-of-choices')) AS got`,
    )
    if (!lock?.got) return 0
    const spans = await tx.execute<Span>(sql`
      DELETE FROM consent_outbox WHERE (subject_id, first_seq) IN
        (SELECT subject_id, first_seq FROM consent_outbox ORDER BY subject_id, first_seq LIMIT ${most})
      RETURNING subject_id AS "subjectId", first_seq AS "firstSeq", last_seq AS "lastSeq"`)
    if (spans.length === 0) return 0
    const subjectIds = [...new Set(spans.map((span) => span.subjectId))]
    if (to.platform) await enqueue(tx, 'hand-over-choices', { subjectIds })
    return spans.length
  })
}
