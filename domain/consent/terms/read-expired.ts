import { and, asc, eq, inArray } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { consentEvent, consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { type ChoiceKey, isRecordable } from '../rules/catalogue.ts'

export type ExpiredConsents = {
  to: string
  locale: Locale
  /** What has ended with its term, the earliest first. */
  expired: (ChoiceKey & { expiresAt: Date })[]
}

/**
 * What the job `send-term-over` sends about the grants `seqs`; null when the person has decided about all of them since,
 * or has no address.
 */
export async function readExpired(
  ctx: Context,
  given: { subjectId: string; seqs: readonly number[] },
): Promise<ExpiredConsents | null> {
  authorize(ctx.actor, 'terms.keep')
  const { subjectId, seqs } = given
  const latest = alias(consentEvent, 'latest')
  const { purpose, topic, channel, expiresAt } = consentEvent
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ purpose, topic, channel, expiresAt })
      .from(consentEvent)
      .innerJoin(
        consentState,
        and(
          eq(consentState.subjectId, consentEvent.subjectId),
          eq(consentState.purpose, purpose),
          eq(consentState.topic, topic),
          eq(consentState.channel, channel),
        ),
      )
      .innerJoin(latest, and(eq(latest.subjectId, consentState.subjectId), eq(latest.seq, consentState.seq)))
      .where(
        and(
          eq(consentEvent.subjectId, subjectId),
          inArray(consentEvent.seq, [...seqs]),
          eq(latest.origin, 'term'),
        ),
      )
      .orderBy(asc(expiresAt), asc(consentEvent.seq)),
  )
  const expired = rows.flatMap(({ expiresAt: at, ...key }) =>
    at && isRecordable(key) ? [{ ...key, expiresAt: at }] : [],
  )
  if (expired.length === 0) return null
  const profile = await readProfile(ctx, subjectId)
  return profile?.email ? { to: profile.email, locale: profile.locale, expired } : null
}
