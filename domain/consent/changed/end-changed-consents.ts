import { and, asc, eq, inArray } from 'drizzle-orm'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { listVersions } from '#domain/policy/versions/read-policy.ts'
import { recordUnderLocks } from '../ledger/record-choices.ts'
import { endingItems } from '../terms/ending-items.ts'
import { outdatedBy } from './outdated-by.ts'

const peopleAtOnce = 200

/**
 * Records the end of the consents to what a version of the policy has changed, with the origin `policy`; programs are told as
 * of any withdrawal. Consents to other purposes stay. In batches: a run that was interrupted goes on where it ended. Returns
 * how many consents of how many people ended.
 */
export async function endChangedConsents(
  ctx: Context,
  version: number,
): Promise<{ consents: number; people: number }> {
  authorize(ctx.actor, 'terms.keep')
  const ended = { consents: 0, people: 0 }
  const published = (await listVersions(ctx, ctx.locale)).find((one) => one.version === version)
  if (published?.change !== 'practice' || published.purposes.length === 0) return ended
  const outdated = outdatedBy(version, published.purposes, ctx.clock.now())
  for (;;) {
    const due = await ctx.transaction((tx) =>
      tx
        .selectDistinct({ subjectId: consentState.subjectId })
        .from(consentState)
        .where(outdated)
        .orderBy(asc(consentState.subjectId))
        .limit(peopleAtOnce),
    )
    if (due.length === 0) return ended
    const people = due.map(({ subjectId }) => subjectId)
    const results = await recordUnderLocks(ctx, people, async (tx) => {
      // Again under the locks: who has agreed to the new words in the meantime is not asked once more.
      const rows = await tx
        .select({ event: consentEvent })
        .from(consentState)
        .innerJoin(
          consentEvent,
          and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
        )
        .where(and(outdated, inArray(consentState.subjectId, people)))
        .orderBy(asc(consentEvent.subjectId), asc(consentEvent.seq))
      return endingItems(
        rows.map(({ event }) => event),
        { policyVersion: version, origin: 'policy' },
      )
    })
    const recorded = results
      .flatMap((result) => ('choices' in result ? result.choices : []))
      .filter(({ status }) => status === 'recorded')
    if (recorded.length === 0) return ended
    ended.consents += recorded.length
    ended.people += people.length
  }
}
