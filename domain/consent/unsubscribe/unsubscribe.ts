import { z } from 'zod'
import { visitor } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { recordThroughLink } from '../ledger/record-choices.ts'
import { choiceSchema, recordChoicesSchema } from '../rules/choice-schemas.ts'
import { readUnsubscribe, type Unsubscribe } from './read-unsubscribe.ts'

const { policyVersion, idempotencyKey } = recordChoicesSchema.shape
const { textSha256, basedOnSeq } = choiceSchema.shape

/** Mail programs repeat a POST whose answer they missed: within this time it counts as one. */
const SAME_PRESS_MS = 3_600_000

export const unsubscribeSchema = z.strictObject({ token: z.string().max(100) })
export const undoUnsubscribeSchema = z.strictObject({
  token: z.string().max(100),
  /** The words on the page with the button. */
  textSha256: textSha256.unwrap(),
  basedOnSeq: basedOnSeq.unwrap(),
  policyVersion,
  idempotencyKey,
})

/**
 * Withdraws the choice behind a message's link at once, without sign-in (RFC 8058). Also when nothing was on: an
 * older consent that is imported later must not count. Null for an unknown token.
 */
export async function unsubscribe(ctx: Context, token: string): Promise<Unsubscribe | null> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  const link = await readUnsubscribe(ctx, token)
  if (!link) return null
  const { subjectId, name, purpose, topic, channel, seq, pressedAt } = link
  const isSamePress = pressedAt !== null && ctx.clock.now().getTime() - pressedAt.getTime() < SAME_PRESS_MS
  if (isSamePress) return link
  const { choices } = await recordThroughLink(visitorWith(ctx), subjectId, {
    policyVersion: await currentVersion(ctx),
    origin: 'unsubscribe',
    // Of two concurrent clicks the second finds the event of the first under the same key.
    idempotencyKey: `unsubscribe:${name}:${seq}`,
    choices: [{ purpose, topic, channel, decision: 'withdrawn' }],
  })
  const [made] = choices
  if (made?.status !== 'recorded') throw new Error(`a withdrawal was not recorded: ${made?.status}`)
  return readUnsubscribe(ctx, token)
}

export type UndoResult = { status: 'done' } | { status: 'refused'; code: 'dead' | 'stale' | 'no-text' }

/**
 * Undoes what the link did within a day, under the text beside the button. Anything else that is off stays off until
 * the person signs in.
 */
export async function undoUnsubscribe(
  ctx: Context,
  given: z.infer<typeof undoUnsubscribeSchema>,
): Promise<UndoResult> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  const { token, textSha256, basedOnSeq, policyVersion, idempotencyKey } = given
  const link = await readUnsubscribe(ctx, token)
  if (!link) return { status: 'refused', code: 'dead' }
  if (link.on) return { status: 'done' }
  if (!link.canUndo) return { status: 'refused', code: 'stale' }
  const { subjectId, purpose, topic, channel, endsBy } = link
  const result = await recordThroughLink(visitorWith(ctx), subjectId, {
    policyVersion,
    idempotencyKey,
    origin: 'undo',
    // The link is no proof of the person, so it restores the consent for its rest and never for a new term.
    endsBy,
    choices: [{ purpose, topic, channel, decision: 'granted', textSha256, basedOnSeq }],
  })
  const [made] = result.choices
  if (made?.status === 'recorded') return { status: 'done' }
  return { status: 'refused', code: made?.status === 'no-text' ? 'no-text' : 'stale' }
}

/** The actor is the holder of the link, even if another person is signed in in that browser. */
const visitorWith = ({ services, locale, requestId, signal }: Context) =>
  contextFor(services, { actor: visitor, locale, requestId, signal })
