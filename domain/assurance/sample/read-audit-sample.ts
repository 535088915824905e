import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { firstCheckpointSince } from '#domain/audit/log/first-checkpoint.ts'
import { append } from '#domain/audit/record/append.ts'
import { listReferences } from '#domain/requests/view/read-requests-between.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { drawSample, type SampleQuery, seedOf } from '../rules/audit-sample.ts'

export type AuditSample = {
  /** The first checkpoint of the log that was signed on the day or later, as it was published. */
  checkpoint: string
  signedAt: Date
  /** SHA-256 of the checkpoint in hex. */
  seed: string
  /** The references of the period in their order, and those that are drawn. */
  references: string[]
  drawn: string[]
}

/**
 * A sample of requests that nobody can pick: drawn by a checkpoint of the audit log of a day that was agreed beforehand, and drawn
 * again by anybody who has the list and the checkpoint. On record. Null while none was signed on that day or later. Throws `Denied`.
 */
export async function readAuditSample(ctx: Context, query: SampleQuery): Promise<AuditSample | null> {
  authorize(ctx.actor, 'audit.sample')
  const { from, to, day } = query
  const sample = await drawFor(ctx, query)
  await ctx.transaction((tx) =>
    append(tx, ctx.auditedAs, { action: 'audit.sample', resource: `sample:${from}/${to}/${day}` }),
  )
  return sample
}

/** The same, not on record. */
// no permission: the caller has authorized
export async function drawFor(ctx: Context, { from, to, day }: SampleQuery): Promise<AuditSample | null> {
  // Row-level security hides requests from lists of staff, and what is hidden could not be drawn.
  const found = await asSystem(ctx, 'audit-sample').transaction(async (tx) => {
    const first = await firstCheckpointSince(tx, almatyInstant(day))
    return (
      first && {
        first,
        references: await listReferences(tx, almatyInstant(from), almatyInstant(addDays(to, 1))),
      }
    )
  })
  if (!found) return null
  const { first, references } = found
  const seed = seedOf(first.note)
  return {
    checkpoint: first.note,
    signedAt: first.signedAt,
    seed,
    references,
    drawn: drawSample(seed, references),
  }
}
