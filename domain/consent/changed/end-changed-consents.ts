import { and, asc, eq, gt, inArray } from 'drizzle-orm'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { listVersions, purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { recordUnderLocks } from '../ledger/record-choices.ts'
import { endingItems } from '../terms/ending-items.ts'
import { retiredChoices } from '../texts/read-catalogue.ts'
import { outdatedBy, type Touched, touchesNothing } from './outdated-by.ts'

const peopleAtOnce = 200

type Ended = { consents: number; people: number }

/**
 * Records the end of the consents to what a version of the policy has changed or retired, with the origin `policy`; programs are told as
 * of any withdrawal. Consents to other purposes stay. In batches: a run that was interrupted goes on where it ended. Returns
 * how many consents of how many people ended.
 */
export async function endChangedConsents(ctx: Context, version: number): Promise<Ended> {
  authorize(ctx.actor, 'terms.keep')
  const published = (await listVersions(ctx, ctx.locale)).find((one) => one.version === version)
  if (published?.change !== 'practice') return { consents: 0, people: 0 }
  const all = await ctx.transaction((tx) => retiredChoices(tx))
  const retired = [...all].flatMap(([name, retiredIn]) => (retiredIn === version ? [name] : []))
  return endBelow(ctx, version, { purposes: published.purposes, retired })
}

/**
 * The same for whatever any version has changed: consents given elsewhere that were imported afterwards, and grants that were
 * committed while a version came into force. Finds nothing at most times.
 */
export async function endOutdatedConsents(ctx: Context): Promise<Ended> {
  authorize(ctx.actor, 'terms.keep')
  const [changedIn, retired] = await ctx.transaction(async (tx) => [
    await purposesChangedIn(tx),
    await retiredChoices(tx),
  ])
  const all: Ended = { consents: 0, people: 0 }
  for (const version of new Set([...changedIn.values(), ...retired.values()])) {
    const touchedIn = (versions: ReadonlyMap<string, number>) =>
      [...versions].flatMap(([name, newest]) => (newest === version ? [name] : []))
    const touched = { purposes: touchedIn(changedIn), retired: touchedIn(retired) }
    const { consents, people } = await endBelow(ctx, version, touched)
    all.consents += consents
    all.people += people
  }
  return all
}

async function endBelow(ctx: Context, version: number, touched: Touched): Promise<Ended> {
  const ended: Ended = { consents: 0, people: 0 }
  if (touchesNothing(touched)) return ended
  const outdated = outdatedBy(version, touched, ctx.clock.now())
  let last: string | undefined
  for (;;) {
    const after = last === undefined ? undefined : gt(consentState.subjectId, last)
    const due = await ctx.transaction((tx) =>
      tx
        .selectDistinct({ subjectId: consentState.subjectId })
        .from(consentState)
        .where(and(outdated, after))
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
    ended.consents += recorded.length
    if (recorded.length > 0) ended.people += people.length
    // Who could not be written is left to the next run and keeps nobody else waiting.
    last = people.at(-1)
  }
}
