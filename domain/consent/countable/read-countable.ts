import { and, asc, eq, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { minorsAmong } from '#domain/people/minors/read-minors.ts'
import { knownPeople } from '#domain/people/record/erased-people.ts'
import { readExternalIds } from '#domain/people/subjects/external-id.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { objectingAmong } from '../objections/objections.ts'
import { restrictedAmong } from '../restrictions/restrict-processing.ts'
import type { PurposeCode } from '../rules/catalogue.ts'
import { decideConsent } from '../rules/consent-decision.ts'

export type Countable = { subjectId: string; externalId: string }

/**
 * The people whose data may be counted for a purpose now, page by page: those who agreed to it and whose consent holds, without those who
 * object to automated processing or are restricted, who were erased, and minors without a grant of their representative. Throws `Denied`.
 */
export async function* readCountable(
  ctx: Context,
  purpose: PurposeCode,
  atOnce: number,
): AsyncGenerator<Countable[], void> {
  authorize(ctx.actor, 'usage.count')
  for (let after: string | null = '00000000-0000-0000-0000-000000000000'; after !== null; ) {
    const page: Page = await readPage(ctx, purpose, { after, atOnce })
    if (page.people.length > 0) yield page.people
    after = page.last
  }
}

type Page = { people: Countable[]; last: string | null }

async function readPage(
  ctx: Context,
  purpose: PurposeCode,
  { after, atOnce }: { after: string; atOnce: number },
): Promise<Page> {
  const page = await ctx.transaction(async (tx) => {
    const rows = await grantedAfter(tx, purpose, { after, atOnce })
    const ids = rows.map(({ subjectId }) => subjectId)
    if (ids.length === 0) return { rows: [], last: null, externalIds: new Map<string, string>() }
    const restricted = await restrictedAmong(tx, ids)
    const objecting = new Set(await objectingAmong(tx, ids))
    const known = new Set(await knownPeople(tx, ids))
    const changedIn = (await purposesChangedIn(tx)).get(purpose) ?? 0
    const now = ctx.clock.now()
    const question = { purpose, topic: '', channel: '', gpc: false } as const
    const whole = { messageClass: null }
    return {
      rows: rows.filter(
        ({ subjectId, ...state }) =>
          known.has(subjectId) &&
          !objecting.has(subjectId) &&
          decideConsent(
            question,
            { ...state, ...whole, restricted: restricted.has(subjectId), changedIn },
            now,
          ).allowed,
      ),
      last: rows.length === atOnce ? (ids.at(-1) ?? null) : null,
      externalIds: await readExternalIds(ctx, tx, ids),
    }
  })
  const minors = await minorsAmong(ctx, page.rows)
  const people = page.rows.flatMap(({ subjectId, actorKind }) => {
    const externalId = page.externalIds.get(subjectId)
    const isAgreed = !minors.has(subjectId) || actorKind === 'representative'
    return externalId !== undefined && isAgreed ? [{ subjectId, externalId }] : []
  })
  return { people, last: page.last }
}

const grantedAfter = (
  tx: Transaction,
  purpose: PurposeCode,
  { after, atOnce }: { after: string; atOnce: number },
) =>
  tx
    .select({
      subjectId: consentState.subjectId,
      decision: consentState.decision,
      seq: consentState.seq,
      policyVersion: consentState.policyVersion,
      signal: consentState.signal,
      expiresAt: consentState.expiresAt,
      origin: consentEvent.origin,
      actorKind: consentEvent.actorKind,
    })
    .from(consentState)
    .innerJoin(
      consentEvent,
      and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
    )
    .where(
      and(
        eq(consentState.purpose, purpose),
        eq(consentState.topic, ''),
        eq(consentState.decision, 'granted'),
        gt(consentState.subjectId, after),
      ),
    )
    .orderBy(asc(consentState.subjectId))
    .limit(atOnce)
