import { eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { policyDraft, policyDraftItem } from '#db/schema/policy.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { approversBeside } from '#domain/staff/team/second-person.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { writeVersion } from '../versions/publish-version.ts'
import { schedule } from './approve-draft.ts'
import { type DraftRow, findDraft } from './draft-row.ts'

/** Publishes what a draft does to purposes and topics, in the transaction of the version. */
export type PublishWordings = (
  tx: Transaction,
  ctx: Context,
  draft: Pick<DraftRow, 'version' | 'wordings'>,
) => Promise<void>

/**
 * Publishes the version whose date has come; the number of it, or null. The worker does it once for all instances: they read
 * which version is in force from the database, not from their clocks. A proposal of an officer who works alone is approved
 * by the day that has passed since, unless nobody has clearance to approve any more: it then waits.
 */
export async function publishDue(ctx: Context, publishWordings: PublishWordings): Promise<number | null> {
  authorize(ctx.actor, 'policy.publish')
  return ctx.transaction(async (tx) => {
    const draft = await findDraft(tx, { lock: true })
    if (!draft) return null
    const now = ctx.clock.now()
    const today = almatyDate(now)
    const { row, texts } = draft
    const isDelayOver = row.status === 'proposed' && row.delayEndsAt !== null && row.delayEndsAt <= now
    const isApprovedByDelay = isDelayOver && (await approversBeside(tx, now)).length > 0
    if (isApprovedByDelay) await schedule(tx, ctx, row, null)
    const isScheduled = row.status === 'scheduled' || isApprovedByDelay
    if (!isScheduled || row.effectiveOn === null || row.effectiveOn > today) return null
    const { version, change, material, purposes, summary, approvedBy, documentDate } = row
    await writeVersion(tx, ctx, {
      version,
      // The day on which it really came into force, also after a pause of the worker. The operator's own document keeps its
      // date; since when it is in force is not known, as of the first version.
      lastUpdatedOn: documentDate ?? today,
      effectiveOn: documentDate === null ? today : null,
      material,
      change: change ?? 'words',
      purposes,
      // Words that the operator approved are the operator's own.
      wording: 'original',
      summary,
      texts,
      approvedBy,
    })
    await publishWordings(tx, ctx, row)
    await tx.delete(policyDraftItem).where(eq(policyDraftItem.version, version))
    await tx.delete(policyDraft).where(eq(policyDraft.version, version))
    await enqueue(tx, 'end-changed-consents', { version }, { key: `end-changed-consents:${version}` })
    return version
  })
}
