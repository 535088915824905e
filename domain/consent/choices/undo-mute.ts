import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { purposesChangedIn } from '#domain/policy/versions/read-policy.ts'
import { readPress } from '../ledger/read-choices.ts'
import { recordRestored } from '../ledger/record-choices.ts'
import type { ChannelCode, TopicCode } from '../rules/catalogue.ts'
import { type PressChange, switchedOff } from '../rules/event-status.ts'
import type { UndoMuteInput } from '../rules/form-schemas.ts'

/** What a press switched off of its topic and undo would bring back. Throws `Denied`. */
export async function readMuted(
  ctx: Context,
  subjectId: string,
  { topic, press }: { topic: TopicCode; press: string },
): Promise<PressChange[]> {
  authorize(ctx.actor, 'choices.read', { subjectId })
  const now = ctx.clock.now()
  const changes = await readPress(ctx, subjectId, press)
  const changedIn = await purposesChangedIn(ctx.database.db)
  return changes.filter(
    (one) => one.purpose === 'communication' && one.topic === topic && switchedOff(one, { now, changedIn }),
  )
}

/**
 * Brings back what one press switched off of a topic, under the text beside the button and until the end that each consent
 * had. A channel that was off before the press or was decided since, and a consent that a version of the policy has ended, stay as
 * they are. `restored`: how many came back.
 * Throws `Denied`.
 */
export async function undoMute(
  ctx: Context,
  subjectId: string,
  input: UndoMuteInput,
): Promise<{ restored: number }> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const { topic, textSha256, policyVersion, idempotencyKey } = input
  const muted = await readMuted(ctx, subjectId, input)
  const results = await recordRestored(
    ctx,
    subjectId,
    muted.map(({ channel, seq, before }) => ({
      policyVersion,
      origin: 'undo',
      idempotencyKey: `${idempotencyKey}:${channel}`,
      endsBy: before?.expiresAt ?? null,
      choices: [
        {
          purpose: 'communication',
          topic,
          channel: channel as ChannelCode,
          decision: 'granted',
          textSha256,
          basedOnSeq: seq,
        },
      ],
    })),
  )
  const restored = results.flatMap(({ choices }) => choices).filter(({ status }) => status === 'recorded')
  return { restored: restored.length }
}
