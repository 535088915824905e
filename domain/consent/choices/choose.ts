import type { Context } from '#domain/access/context.ts'
import { newId } from '#platform/ids.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import type { Decision } from '../rules/catalogue.ts'
import type { ChooseInput } from '../rules/form-schemas.ts'

export type ChooseResult =
  /** What stands now; `stale`: the grant was not recorded, since other words or a newer choice stand. */
  | { status: 'recorded' | 'stale'; decision: Decision; seq: number }
  | { status: 'refused'; code: 'key-reused' | 'no-words' }

/**
 * One switch turned by the person. The form's key counts once for each thing that its buttons can ask; a withdrawal is
 * recorded even where the key was used for something else (Art. 8(2): it is never refused as a duplicate).
 */
export async function choose(ctx: Context, subjectId: string, input: ChooseInput): Promise<ChooseResult> {
  const { origin, policyVersion, idempotencyKey, ...choice } = input
  const key = `${idempotencyKey}:${origin}:${choice.decision}`
  const record = (given: string) =>
    recordChoices(ctx, subjectId, { origin, policyVersion, idempotencyKey: given, choices: [choice] })
  let result = await record(key)
  if (result.status === 'key-reused' && choice.decision === 'withdrawn') result = await record(newId())
  if (!('choices' in result)) return { status: 'refused', code: result.status }
  const [made] = result.choices
  if (!made) throw new Error('a choice was neither recorded nor stale')
  return { status: made.status, decision: made.decision, seq: made.seq }
}
