import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { choiceName, optionalChoices, type TopicCode } from '../rules/catalogue.ts'

type Given = {
  policyVersion: number
  idempotencyKey: string
  /** Only this topic, on every channel; without it everything optional. */
  topic?: TopicCode
}

export type WithdrawResult = { status: 'done'; withdrawn: number } | { status: 'refused'; code: 'no-words' }

/**
 * Withdraws everything optional that stands as granted, in one step of the ledger. Sent twice it finds nothing left; a
 * form sent again after something was granted anew withdraws that too: a withdrawal is never refused as a duplicate.
 */
export async function withdrawGranted(
  ctx: Context,
  subjectId: string,
  given: Given,
): Promise<WithdrawResult> {
  authorize(ctx.actor, 'choices.record', { subjectId })
  const { policyVersion, topic } = given
  const standing = await readChoices(ctx, subjectId)
  const granted = new Set(standing.filter((one) => one.decision === 'granted').map((one) => one.name))
  const choices = optionalChoices
    .filter((key) => granted.has(choiceName(key)) && (topic === undefined || key.topic === topic))
    .map((key) => ({ ...key, decision: 'withdrawn' as const }))
  if (choices.length === 0) return { status: 'done', withdrawn: 0 }
  const origin = topic === undefined ? 'withdraw-all' : 'choices'
  const record = (idempotencyKey: string) =>
    recordChoices(ctx, subjectId, { policyVersion, idempotencyKey, origin, choices })
  let result = await record(given.idempotencyKey)
  if (result.status === 'key-reused') result = await record(newId())
  if (!('choices' in result)) return { status: 'refused', code: 'no-words' }
  return { status: 'done', withdrawn: choices.length }
}
