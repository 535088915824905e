import { and, eq, gt } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { personLookup } from '#db/schema/lookups.ts'
import type { lookupKeys } from '#db/schema/lookups-codes.ts'
import { actorId } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { newId } from '#platform/ids.ts'

/** As long as a call lasts; then the person is looked for again, and that is on record again. */
export const LOOKUP_LASTS_MS = 3_600_000

export type LookupKey = (typeof lookupKeys)[number]
export type LookupRow = typeof personLookup.$inferSelect

const memberOf = (ctx: Context) => (ctx.actor.kind === 'staff' ? actorId(ctx.actor) : null)

/** Notes that this member found a person. The caller has authorized. */
export async function addLookup(
  tx: Transaction,
  ctx: Context,
  { subjectId, foundBy }: { subjectId: string; foundBy: LookupKey },
): Promise<string> {
  const staffId = memberOf(ctx)
  if (!staffId) throw new Error('only staff look for people')
  const now = ctx.clock.now()
  const lookupId = newId()
  const expiresAt = new Date(now.getTime() + LOOKUP_LASTS_MS)
  await tx.insert(personLookup).values({ subjectId, lookupId, staffId, foundBy, foundAt: now, expiresAt })
  return lookupId
}

/** A look-up of this member that has not ended; undefined for every other id. The caller has authorized. */
export async function findLookup(
  tx: Transaction,
  ctx: Context,
  lookupId: string,
): Promise<LookupRow | undefined> {
  const staffId = memberOf(ctx)
  if (!staffId || !z.guid().safeParse(lookupId).success) return undefined
  const [row] = await tx
    .select()
    .from(personLookup)
    .where(
      and(
        eq(personLookup.lookupId, lookupId),
        eq(personLookup.staffId, staffId),
        gt(personLookup.expiresAt, ctx.clock.now()),
      ),
    )
  return row
}

/** Opens the record to the member until a moment. The caller has authorized. */
export async function openLookup(
  tx: Transaction,
  { subjectId, lookupId }: LookupRow,
  { reason, until }: { reason: string; until: Date },
): Promise<void> {
  await tx
    .update(personLookup)
    .set({ reason, revealedUntil: until })
    .where(and(eq(personLookup.subjectId, subjectId), eq(personLookup.lookupId, lookupId)))
}
