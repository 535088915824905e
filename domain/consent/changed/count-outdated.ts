import { and, count, countDistinct, sql } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countingMs, isStillOffered, outdatedBy, type Touched } from './outdated-by.ts'

type Version = { version: number } & Touched
type Ended = { consents: number; people: number }

/** How many people a version would ask again if it were published now, of how many consents, and about which purposes. */
export async function countAsked(
  ctx: Context,
  { version, purposes, retired }: Version,
): Promise<Ended & { purposes: { purpose: string; people: number }[] }> {
  authorize(ctx.actor, 'policy-impact.count')
  if (purposes.length === 0) return { consents: 0, people: 0, purposes: [] }
  const { purpose, subjectId } = consentState
  const rows = await ctx.transaction(
    (tx) =>
      tx
        .select({
          purpose: sql<string | null>`${purpose}`,
          consents: count(),
          people: countDistinct(subjectId),
        })
        .from(consentState)
        .where(
          and(
            outdatedBy(version, { purposes, retired: [] }, ctx.clock.now()),
            isStillOffered(consentState, retired),
          ),
        )
        .groupBy(sql`ROLLUP (${purpose})`),
    { deadlineMs: countingMs },
  )
  // The row without a purpose is of all of them.
  const { consents = 0, people = 0 } = rows.find((row) => row.purpose === null) ?? {}
  return {
    consents,
    people,
    purposes: purposes.map((name) => ({
      purpose: name,
      people: rows.find((row) => row.purpose === name)?.people ?? 0,
    })),
  }
}

/** How many consents of how many people a version would end because what they are about is retired. */
export async function countEnding(ctx: Context, { version, retired }: Version): Promise<Ended> {
  authorize(ctx.actor, 'policy-impact.count')
  if (retired.length === 0) return { consents: 0, people: 0 }
  return ctx.transaction(
    async (tx) => {
      const [row] = await tx
        .select({ consents: count(), people: countDistinct(consentState.subjectId) })
        .from(consentState)
        .where(outdatedBy(version, { purposes: [], retired }, ctx.clock.now()))
      return row ?? { consents: 0, people: 0 }
    },
    { deadlineMs: countingMs },
  )
}
