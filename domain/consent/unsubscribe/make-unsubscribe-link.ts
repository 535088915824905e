import { createHmac } from 'node:crypto'
import { unsubscribeLink } from '#db/schema/consent.ts'
import { asSystem, type Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { readerLanguage } from '#domain/people/subjects/reader-language.ts'
import { lengthPrefixed } from '#platform/crypto/length-prefixed.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { hashToken } from '#platform/crypto/tokens.ts'
import { type ChoiceKey, choiceName } from '../rules/catalogue.ts'

export type UnsubscribeLink = {
  link: string
  /** The part of the same page that answers *why did I get this?* */
  why: string
  /** Both must be signed by DKIM (RFC 8058, 4). */
  headers: { 'List-Unsubscribe': string; 'List-Unsubscribe-Post': string }
}

/**
 * The link and headers (RFC 8058) for every message to one subject about one choice: always the same, so that an old
 * email still works. Null for an unknown subject. `about`: an optional choice, never the service.
 */
export async function makeUnsubscribeLink(
  ctx: Context,
  person: { subjectId: string } | { externalId: string },
  about: ChoiceKey,
): Promise<UnsubscribeLink | null> {
  authorize(ctx.actor, 'unsubscribe-links.make')
  const subjectId = 'subjectId' in person ? person.subjectId : await findSubject(ctx, person.externalId)
  const known = subjectId && (await readerLanguage(asSystem(ctx, 'unsubscribe'), subjectId))
  if (!subjectId || !known) return null
  const token = unsubscribeToken(ctx.services.keys, subjectId, about)
  await ctx.transaction(async (tx) => {
    const { purpose, topic, channel } = about
    const made = await tx
      .insert(unsubscribeLink)
      .values({
        subjectId,
        purpose,
        topic,
        channel,
        tokenHash: hashToken(token),
        createdAt: ctx.clock.now(),
      })
      .onConflictDoNothing()
      .returning({ subjectId: unsubscribeLink.subjectId })
    if (made.length > 0)
      await append(tx, ctx.auditedAs, {
        action: 'unsubscribe-link.make',
        subjectId,
        fields: [choiceName(about)],
      })
  })
  const link = `${ctx.services.env.APP_URL}/u/${token}`
  return {
    link,
    why: `${link}#why`,
    headers: { 'List-Unsubscribe': `<${link}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  }
}

/** Derived from the subject and the choice with a key outside the database, which stores only its hash. */
const unsubscribeToken = (keys: MasterKeys, subjectId: string, about: ChoiceKey) =>
  createHmac('sha256', keys.derive('unsubscribe link'))
    .update(lengthPrefixed(subjectId, about.purpose, about.topic, about.channel))
    .digest('base64url')
