import { and, countDistinct, eq, exists, isNull, lt, not, or, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { allowedDecision, consentState, processingRestriction } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { countingMs, isTouched, outdatedBy, type Touched, touchesNothing } from '../changed/outdated-by.ts'
import { retiredChoices } from '../texts/read-catalogue.ts'

/** Answers that would be no instead of yes. */
type AnswersLost = { answers: number; people: number }

/** What programs were told yes on a day and would be told no. */
type AnswersUnderDraft = {
  /** The answers that are still here and are about what the version touches. */
  kept: number
  /** Questions about a message: programs ask one before each. */
  messages: AnswersLost
  others: AnswersLost
}

const nobody: AnswersLost = { answers: 0, people: 0 }

/**
 * Asks the yes questions of a day again, with the consents of now, once under the policy in force and once under a version that touches
 * these purposes: what was yes and would be no. A person who has withdrawn since, whose consent has ended or whose processing
 * is restricted is told no without the version. The time of day is left out: a message was asked about when it might be sent.
 */
export async function replayAllowed(
  ctx: Context,
  { day, version, ...touched }: { day: Date; version: number } & Touched,
): Promise<AnswersUnderDraft> {
  authorize(ctx.actor, 'policy-impact.count')
  if (touchesNothing(touched)) return { kept: 0, messages: nobody, others: nobody }
  const ofDay = and(eq(allowedDecision.day, day), isTouched(allowedDecision, touched))
  const isMessage = sql<boolean>`${allowedDecision.purpose} = 'communication'`
  return ctx.transaction(
    async (tx) => {
      const [all] = await tx.select({ kept: answers }).from(allowedDecision).where(ofDay)
      const rows = await tx
        .select({ isMessage, answers, people: countDistinct(allowedDecision.subjectId) })
        .from(allowedDecision)
        .innerJoin(
          consentState,
          and(
            eq(consentState.subjectId, allowedDecision.subjectId),
            eq(consentState.purpose, allowedDecision.purpose),
            eq(consentState.topic, allowedDecision.topic),
            eq(consentState.channel, allowedDecision.channel),
          ),
        )
        .where(
          and(
            ofDay,
            outdatedBy(version, touched, ctx.clock.now()),
            await isInForce(tx),
            not(exists(restrictionOf(tx))),
          ),
        )
        .groupBy(sql`1`)
      const refused = (message: boolean): AnswersLost => {
        const row = rows.find((one) => one.isMessage === message)
        return row ? { answers: row.answers, people: row.people } : nobody
      }
      return { kept: all?.kept ?? 0, messages: refused(true), others: refused(false) }
    },
    { deadlineMs: countingMs },
  )
}

const answers = sql<number>`coalesce(sum(${allowedDecision.amount}), 0)::float8`

/** No version in force has changed the purpose or retired the choice since the consent. */
async function isInForce(tx: Transaction): Promise<SQL | undefined> {
  const endedIn = (touched: Touched, version: number) =>
    and(isTouched(consentState, touched), lt(consentState.policyVersion, version))
  const ended = or(
    ...[...(await purposesChangedIn(tx))].map(([name, version]) =>
      endedIn({ purposes: [name], retired: [] }, version),
    ),
    ...[...(await retiredChoices(tx))].map(([name, version]) =>
      endedIn({ purposes: [], retired: [name] }, version),
    ),
  )
  return ended && not(ended)
}

const restrictionOf = (tx: Transaction) =>
  tx
    .select({ one: sql`1` })
    .from(processingRestriction)
    .where(
      and(
        eq(processingRestriction.subjectId, allowedDecision.subjectId),
        isNull(processingRestriction.liftedAt),
      ),
    )
