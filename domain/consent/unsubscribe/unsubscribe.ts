import { z } from 'zod'
import { visitor } from '#domain/access/actor.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { currentVersion } from '#domain/policy/versions/read-policy.ts'
import { newId } from '#platform/ids.ts'
import { recordThroughLink } from '../ledger/record-choices.ts'
import { choiceSchema, recordChoicesSchema } from '../rules/choice-schemas.ts'
import { readUnsubscribe, type Unsubscribe } from './read-unsubscribe.ts'

const { policyVersion, idempotencyKey } = recordChoicesSchema.shape
const { textSha256, basedOnSeq } = choiceSchema.shape

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
 * Withdraws what the link of a message is about, at once: whoever holds the link needs no sign-in (RFC 8058). Pressed again,
 * or where nothing was on, it changes nothing and answers the same. Null for a token that is none.
 */
export async function unsubscribe(ctx: Context, token: string): Promise<Unsubscribe | null> {
  authorize(ctx.actor, 'unsubscribe-links.use')
  const link = await readUnsubscribe(ctx, token)
  if (!link?.on) return link
  const { subjectId, purpose, topic, channel, seq } = link
  const holder = holderOf(ctx)
  const version = await currentVersion(ctx)
  const record = (key: string) =>
    recordThroughLink(holder, subjectId, {
      policyVersion: version,
      origin: 'unsubscribe',
      idempotencyKey: key,
      choices: [{ purpose, topic, channel, decision: 'withdrawn' }],
    })
  // Of two presses at once the second finds the first one's event under the same key.
  let result = await record(`unsubscribe:${link.name}:${seq}`)
  if (result.status === 'key-reused') result = await record(newId())
  if (!('choices' in result)) throw new Error(`a withdrawal was not recorded: ${result.status}`)
  return readUnsubscribe(ctx, token)
}

export type UndoResult = { status: 'done' } | { status: 'refused'; code: 'dead' | 'stale' | 'no-words' }

/**
 * Takes back what the link did within a day of it, under the words that stand beside the button; anything else that is off
 * stays off until the person, signed in, switches it on.
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
  const { subjectId, purpose, topic, channel } = link
  const result = await recordThroughLink(holderOf(ctx), subjectId, {
    policyVersion,
    idempotencyKey,
    origin: 'undo',
    choices: [{ purpose, topic, channel, decision: 'granted', textSha256, basedOnSeq }],
  })
  if (result.status === 'no-words') return { status: 'refused', code: 'no-words' }
  const kept = 'choices' in result && result.choices[0]?.status === 'recorded'
  return kept ? { status: 'done' } : { status: 'refused', code: 'stale' }
}

/** On record is the holder of the link, also where somebody else happens to be signed in at that browser. */
const holderOf = ({ services, locale, requestId, signal }: Context) =>
  contextFor(services, { actor: visitor, locale, requestId, signal })
