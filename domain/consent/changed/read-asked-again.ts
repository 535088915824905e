import { and, eq, gt } from 'drizzle-orm'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type ChoiceKey, isOffered } from '../rules/catalogue.ts'
import { catalogueIn } from '../texts/read-catalogue.ts'

/** How long the portal says on a person's pages that a consent has ended with a version of the policy. */
const graceDays = 30
const DAY = 86_400_000

export type AskedAgain = ChoiceKey & { policyVersion: number }

/**
 * What a version of the policy has switched off in the last thirty days and the person has not decided about since. It stays
 * off until they agree to the new words; nothing stops them from using the rest. Not what is offered no more.
 */
export async function readAskedAgain(ctx: Context, subjectId: string): Promise<AskedAgain[]> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  const since = new Date(ctx.clock.now().getTime() - graceDays * DAY)
  const { purpose, topic, channel, policyVersion } = consentState
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ purpose, topic, channel, policyVersion })
      .from(consentState)
      .innerJoin(
        consentEvent,
        and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
      )
      .where(
        and(
          eq(consentState.subjectId, subjectId),
          eq(consentState.decision, 'withdrawn'),
          eq(consentEvent.origin, 'policy'),
          gt(consentEvent.recordedAt, since),
        ),
      )
      .orderBy(consentEvent.seq),
  )
  const catalogue = await catalogueIn(ctx.database.db)
  return rows.flatMap(({ policyVersion: version, ...key }) =>
    isOffered(catalogue, key) ? [{ ...key, policyVersion: version }] : [],
  )
}
