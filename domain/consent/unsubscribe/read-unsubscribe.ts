import { and, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import {
  consentCatalogue,
  consentEvent,
  consentState,
  consentText,
  unsubscribeLink,
} from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import type { Locale } from '#domain/access/locale.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readerLanguage } from '#domain/people/subjects/reader-language.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { hashToken, tokenPattern } from '#platform/crypto/tokens.ts'
import { decisionBefore } from '../ledger/read-choices.ts'
import { type ChoiceKey, choiceName, isRecordable, type MessageClass } from '../rules/catalogue.ts'
import type { Words } from '../texts/consent-texts.ts'

/** How long the link takes back what it did. Later the choice is made again by the person, signed in. */
const UNDO_LASTS_MS = 86_400_000

/** When and where a consent was given, and the exact text: which a message may say to anybody who holds it. */
export type GivenConsent = {
  at: Date
  origin: (typeof consentEvent.$inferSelect)['origin']
  /** The language of the text. */
  locale: Locale
  words: Words
}

export type Unsubscribe = ChoiceKey & {
  subjectId: string
  name: string
  /** Whether the topic's messages are advertising; null where there is no topic. */
  messageClass: MessageClass | null
  /** The language that the person is written to in. */
  locale: Locale
  on: boolean
  /** The last event on this choice; 0 before the first. */
  seq: number
  /** The consent in force, so that the page can say why the message came; null when it is off. */
  given: GivenConsent | null
  /** When the latest decision came through this link: its time. */
  pressedAt: Date | null
  /** That click was within a day and switched off what was on, and no version of the policy has changed or retired it since. */
  canUndo: boolean
  /** When the consent before that click ends by its term, which an undo keeps; null without a term. */
  endsBy: Date | null
}

/** The choice behind a message's link and its current state; null for an unknown token. Changes nothing. */
export async function readUnsubscribe(ctx: Context, token: string): Promise<Unsubscribe | null> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  if (!tokenPattern.test(token)) return null
  const system = asSystem(ctx, 'unsubscribe')
  const found = await system.transaction(async (tx) => {
    const [link] = await tx
      .select({
        subjectId: unsubscribeLink.subjectId,
        purpose: unsubscribeLink.purpose,
        topic: unsubscribeLink.topic,
        channel: unsubscribeLink.channel,
        decision: consentState.decision,
        seq: consentState.seq,
        origin: consentEvent.origin,
        recordedAt: consentEvent.recordedAt,
        givenAt: consentEvent.givenAt,
        shownIn: consentEvent.locale,
        words: consentText.words,
        messageClass: consentCatalogue.messageClass,
        retiredIn: consentCatalogue.retiredIn,
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
      .leftJoin(
        consentCatalogue,
        and(
          eq(consentCatalogue.purpose, unsubscribeLink.purpose),
          eq(consentCatalogue.topic, unsubscribeLink.topic),
        ),
      )
      .leftJoin(
        consentText,
        and(
          eq(consentText.purpose, consentEvent.purpose),
          eq(consentText.topic, consentEvent.topic),
          eq(consentText.locale, consentEvent.locale),
          eq(consentText.version, consentEvent.textVersion),
        ),
      )
      .where(eq(unsubscribeLink.tokenHash, hashToken(token)))
    return link && { ...link, before: link.origin === 'unsubscribe' ? await grantBefore(tx, link) : null }
  })
  if (!found) return null
  const { subjectId, purpose, topic, channel, decision, seq, origin, recordedAt, before } = found
  const { shownIn, words, messageClass, retiredIn } = found
  const at = found.givenAt ?? recordedAt
  const key = { purpose, topic, channel }
  const locale = await readerLanguage(system, subjectId)
  if (!locale || !isRecordable(key)) return null
  const on = decision === 'granted'
  const pressedAt = origin === 'unsubscribe' ? recordedAt : null
  const now = ctx.clock.now()
  const endsBy = before?.expiresAt ?? null
  const canUndo =
    pressedAt !== null &&
    retiredIn === null &&
    before !== null &&
    now.getTime() - pressedAt.getTime() < UNDO_LASTS_MS &&
    (endsBy === null || endsBy > now) &&
    before.policyVersion >= ((await purposesChangedIn(ctx.database.db)).get(purpose) ?? 0)
  const given = on && at && origin && shownIn && words ? { at, origin, locale: shownIn, words } : null
  const name = choiceName(key)
  return {
    ...key,
    subjectId,
    name,
    messageClass,
    locale,
    on,
    seq: seq ?? 0,
    given,
    pressedAt,
    canUndo,
    endsBy,
  }
}

type Latest = Pick<typeof consentEvent.$inferSelect, 'subjectId' | 'purpose' | 'topic' | 'channel'> & {
  seq: number | null
  recordedAt: Date | null
}

/** The grant that was in force until the latest decision; null when there was none. */
async function grantBefore(
  tx: Transaction,
  latest: Latest,
): Promise<{ expiresAt: Date | null; policyVersion: number } | null> {
  const { seq, recordedAt } = latest
  if (seq === null || !recordedAt) return null
  const before = await decisionBefore(tx, { ...latest, seq })
  const wasOn = before?.decision === 'granted' && (before.expiresAt === null || before.expiresAt > recordedAt)
  return wasOn ? { expiresAt: before.expiresAt, policyVersion: before.policyVersion } : null
}
