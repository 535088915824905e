import { and, eq } from 'drizzle-orm'
import { consentEvent, consentState, unsubscribeLink } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readerLanguage } from '#domain/people/subjects/reader-language.ts'
import { hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { type ChoiceKey, choiceName, isRecordable } from '../rules/catalogue.ts'

/** How long the link takes back what it did. Later the choice is made again by the person, signed in. */
const UNDO_LASTS_MS = 86_400_000

export type Unsubscribe = ChoiceKey & {
  subjectId: string
  name: string
  /** The language that the person is written to in. */
  locale: Locale
  on: boolean
  /** The last event on this choice; 0 before the first. */
  seq: number
  /** The last word was a press of this link, within a day. */
  canUndo: boolean
}

/** What the link of a message is about and what stands there now; null for a token that is none. Changes nothing. */
export async function readUnsubscribe(ctx: Context, token: string): Promise<Unsubscribe | null> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  if (!tokenPattern.test(token)) return null
  const system = asSystem(ctx, 'unsubscribe')
  const [found] = await system.transaction((tx) =>
    tx
      .select({
        subjectId: unsubscribeLink.subjectId,
        purpose: unsubscribeLink.purpose,
        topic: unsubscribeLink.topic,
        channel: unsubscribeLink.channel,
        decision: consentState.decision,
        seq: consentState.seq,
        origin: consentEvent.origin,
        recordedAt: consentEvent.recordedAt,
      })
      .from(unsubscribeLink)
      .leftJoin(
        consentState,
        and(
          eq(consentState.subjectId, unsubscribeLink.subjectId),
          eq(consentState.purpose, unsubscribeLink.purpose),
          eq(consentState.topic, unsubscribeLink.topic),
          eq(consentState.channel, unsubscribeLink.channel),
        ),
      )
      .leftJoin(
        consentEvent,
        and(eq(consentEvent.subjectId, consentState.subjectId), eq(consentEvent.seq, consentState.seq)),
      )
      .where(eq(unsubscribeLink.tokenHash, hashToken(token))),
  )
  if (!found) return null
  const { subjectId, purpose, topic, channel, decision, seq, origin, recordedAt } = found
  const key = { purpose, topic, channel }
  const locale = await readerLanguage(system, subjectId)
  if (!locale || !isRecordable(key)) return null
  const age = recordedAt ? ctx.clock.now().getTime() - recordedAt.getTime() : Number.POSITIVE_INFINITY
  const on = decision === 'granted'
  const canUndo = !on && origin === 'unsubscribe' && age < UNDO_LASTS_MS
  return { ...key, subjectId, name: choiceName(key), locale, on, seq: seq ?? 0, canUndo }
}
