import { z } from 'zod'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { choiceSchema, recordChoicesSchema } from '../rules/choice-schemas.ts'
import { againstSignal, signalledPurposes } from '../rules/gpc.ts'
import { recordPressed } from './record-pressed.ts'

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
  | { status: 'refused'; code: 'stale' | 'no-text' | 'no-name' | 'key-reused' | 'needs-representative' }

/**
 * Records the person's answer to the question about Global Privacy Control: `off` withdraws the choices that the
 * signal covers, `keep` grants them again under the current text, as the later and explicit choice. Answering twice
 * changes nothing.
 */
export async function answerSignal(
  ctx: Context,
  subjectId: string,
  input: AnswerSignalInput,
): Promise<AnswerSignalResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const { answer, policyVersion } = input
  const choices = answer === 'off' ? allOff : await keptOn(ctx, subjectId, input)
  if (choices.length === 0) return { status: 'done', answer }
  const result = await recordPressed(ctx, subjectId, {
    policyVersion,
    choices,
    origin: 'gpc',
    signal: 'gpc',
    idempotencyKey: `${input.idempotencyKey}:${answer}`,
  })
  const failed = result.choices.map(({ status }) => status).find((status) => status !== 'recorded')
  return failed ? { status: 'refused', code: failed } : { status: 'done', answer }
}

const whole = { topic: '', channel: '' } as const

/** Both purposes, granted or not: a consent of earlier that is imported later must not count against the answer. */
const allOff = signalledPurposes.map((purpose) => ({ purpose, ...whole, decision: 'withdrawn' as const }))

/** What is granted against the signal, as far as it was named on the page. */
async function keptOn(ctx: Context, subjectId: string, input: AnswerSignalInput) {
  const shown = { analytics: input.analyticsWords, improvement: input.improvementWords }
  return againstSignal(await readChoices(ctx, subjectId))
    .filter(({ purpose }) => shown[purpose] !== undefined)
    .map(({ purpose, seq }) => ({
      purpose,
      ...whole,
      decision: 'granted' as const,
      textSha256: shown[purpose],
      basedOnSeq: seq,
    }))
}
