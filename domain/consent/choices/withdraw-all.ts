import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { choiceName, optionalChoices, type TopicCode } from '../rules/catalogue.ts'
import { readCatalogue } from '../texts/read-catalogue.ts'
import { recordPressed } from './record-pressed.ts'

type Given = {
  policyVersion: number
  idempotencyKey: string
  /** Only this topic, on every channel; without it everything optional. */
  topic?: TopicCode
}

export type WithdrawResult = { status: 'done'; withdrawn: number } | { status: 'refused'; code: 'no-text' }

/**
 * Withdraws everything optional, granted or not, in one step of the ledger: a consent of earlier that is imported later
 * must not count. `withdrawn`: how many were granted until then. A form that is sent again after a new grant withdraws that
 * too.
 */
export async function withdrawAll(ctx: Context, subjectId: string, given: Given): Promise<WithdrawResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const { policyVersion, idempotencyKey, topic } = given
  const asked = optionalChoices(await readCatalogue(ctx)).filter(
    (key) => topic === undefined || key.topic === topic,
  )
  const names = new Set(asked.map(choiceName))
  const before = await readChoices(ctx, subjectId)
  const granted = before.filter((one) => one.decision === 'granted' && names.has(one.name))
  const result = await recordPressed(ctx, subjectId, {
    policyVersion,
    idempotencyKey,
    origin: topic === undefined ? 'withdraw-all' : 'choices',
    choices: asked.map((key) => ({ ...key, decision: 'withdrawn' })),
  })
  if (result.choices.some(({ status }) => status === 'no-text')) return { status: 'refused', code: 'no-text' }
  return { status: 'done', withdrawn: granted.length }
}
