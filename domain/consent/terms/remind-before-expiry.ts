import { and, asc, eq, gt, inArray, isNull, lte } from 'drizzle-orm'
import { consentState } from '#db/schema/consent.ts'
import type { Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { enqueue } from '#platform/jobs/enqueue.ts'
import { type ChoiceKey, choiceName, isRecordable } from '../rules/catalogue.ts'
import { daysAfter, gatherDays, remindBeforeDays } from '../rules/consent-term.ts'

const peopleAtOnce = 200

/**
 * Reminds once, thirty days before a grant expires, of everything that expires in the week after. The mark and the
 * mail job are written together, so nothing is sent twice. Returns how many people are reminded.
 */
export async function remindBeforeExpiry(ctx: Context): Promise<number> {
  authorize(ctx.actor, 'terms.keep')
  const now = ctx.clock.now()
  const soon = daysAfter(now, remindBeforeDays)
  const gathered = daysAfter(soon, gatherDays)
  const waiting = (until: Date) =>
    and(
      eq(consentState.decision, 'granted'),
      isNull(consentState.remindedAt),
      gt(consentState.expiresAt, now),
      lte(consentState.expiresAt, until),
    )
  let told = 0
  for (;;) {
    const round = await ctx.transaction(async (tx) => {
      const people = await tx
        .selectDistinct({ subjectId: consentState.subjectId })
        .from(consentState)
        .where(waiting(soon))
        .orderBy(asc(consentState.subjectId))
        .limit(peopleAtOnce)
      if (people.length === 0) return null
      const marked = await tx
        .update(consentState)
        .set({ remindedAt: now })
        .where(
          and(
            inArray(
              consentState.subjectId,
              people.map(({ subjectId }) => subjectId),
            ),
            waiting(gathered),
          ),
        )
        .returning({
          subjectId: consentState.subjectId,
          purpose: consentState.purpose,
          topic: consentState.topic,
          channel: consentState.channel,
        })
      const byPerson = Map.groupBy(marked, ({ subjectId }) => subjectId)
      for (const [subjectId, choices] of byPerson) {
        await enqueue(tx, 'send-term-reminder', { subjectId, remindedAt: now.toISOString() })
        await append(tx, ctx.auditedAs, {
          action: 'consent.remind',
          subjectId,
          fields: choices.map(choiceName),
        })
      }
      return byPerson.size
    })
    if (round === null) return told
    told += round
  }
}

export type ExpiryReminder = {
  to: string
  locale: Locale
  /** What ends, the soonest first. */
  ending: (ChoiceKey & { expiresAt: Date })[]
}

/** What the job `send-term-reminder` sends; null when all of it was renewed or withdrawn while the mail waited. */
export async function readExpiryReminder(
  ctx: Context,
  given: { subjectId: string; remindedAt: Date },
): Promise<ExpiryReminder | null> {
  authorize(ctx.actor, 'terms.keep')
  const { subjectId, remindedAt } = given
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(consentState)
      .where(
        and(
          eq(consentState.subjectId, subjectId),
          eq(consentState.remindedAt, remindedAt),
          eq(consentState.decision, 'granted'),
        ),
      )
      .orderBy(asc(consentState.expiresAt), asc(consentState.seq)),
  )
  const ending = rows.flatMap(({ purpose, topic, channel, expiresAt }) => {
    const key = { purpose, topic, channel }
    return expiresAt && isRecordable(key) ? [{ ...key, expiresAt }] : []
  })
  if (ending.length === 0) return null
  const profile = await readProfile(ctx, subjectId)
  return profile?.email ? { to: profile.email, locale: profile.locale, ending } : null
}
