import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { choiceSchema, recordChoicesSchema } from '../rules/choice-schemas.ts'
import { againstSignal } from '../rules/gpc.ts'

const { policyVersion, idempotencyKey } = recordChoicesSchema.shape
const textSha256 = choiceSchema.shape.textSha256

export const answerSignalSchema = z.strictObject({
  answer: z.enum(['off', 'keep'], 'wrong'),
  /** The words beside the question, of each purpose that it names. */
  analyticsWords: textSha256,
  improvementWords: textSha256,
  policyVersion,
  idempotencyKey,
})
export type AnswerSignalInput = z.infer<typeof answerSignalSchema>

export type AnswerSignalResult =
  | { status: 'done'; answer: 'off' | 'keep' }
  | { status: 'refused'; code: 'stale' | 'no-words' | 'key-reused' }

/**
 * The person's answer to the question whether what their browser asks for by itself (Global Privacy Control) is to be
 * recorded: `off` withdraws what stands against the signal, `keep` grants it once more under the words shown, so that it
 * is the later, explicit choice. Answered twice, nothing is left to record.
 */
export async function answerSignal(
  ctx: Context,
  subjectId: string,
  input: AnswerSignalInput,
): Promise<AnswerSignalResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const { answer, policyVersion } = input
  const shown = { analytics: input.analyticsWords, improvement: input.improvementWords }
  const open = againstSignal(await readChoices(ctx, subjectId))
  // What was not on the page when the person answered is not kept by that answer; switched off it is in any case.
  const meant = open.filter(({ purpose }) => answer === 'off' || shown[purpose] !== undefined)
  if (meant.length === 0) return { status: 'done', answer }
  const choices = meant.map(({ purpose, seq }) =>
    answer === 'off'
      ? { purpose, topic: '' as const, channel: '' as const, decision: 'withdrawn' as const }
      : {
          purpose,
          topic: '' as const,
          channel: '' as const,
          decision: 'granted' as const,
          textSha256: shown[purpose],
          basedOnSeq: seq,
        },
  )
  const record = (key: string) =>
    recordChoices(ctx, subjectId, {
      policyVersion,
      choices,
      origin: 'gpc',
      signal: 'gpc',
      idempotencyKey: key,
    })
  let result = await record(`${input.idempotencyKey}:${answer}`)
  // A withdrawal is never refused as a duplicate (Art. 8(2) of Law 94-V).
  if (result.status === 'key-reused' && answer === 'off') result = await record(newId())
  if (!('choices' in result)) return { status: 'refused', code: result.status }
  if (result.choices.some((one) => one.status === 'stale')) return { status: 'refused', code: 'stale' }
  return { status: 'done', answer }
}
