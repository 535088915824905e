import type { Context } from '#domain/access/context.ts'
import { askRepresentative } from '#domain/people/minors/name-representative.ts'
import { choiceName, type Decision } from '../rules/catalogue.ts'
import type { ChooseInput } from '../rules/form-schemas.ts'
import { recordPressed } from './record-pressed.ts'

export type ChooseResult =
  /** The current decision; `stale`: the grant was not recorded, because the text or the choice has changed. */
  | { status: 'recorded' | 'stale'; decision: Decision; seq: number }
  | {
      status: 'refused'
      code: 'key-reused' | 'no-text' | 'no-name' | 'needs-representative' | 'asked-representative'
    }

/**
 * One switch turned by the person. The form's key counts once for each thing that its buttons can ask; a withdrawal is
 * recorded even where the key was used for something else (Art. 8(2): it is never refused as a duplicate).
 */
export async function choose(ctx: Context, subjectId: string, input: ChooseInput): Promise<ChooseResult> {
  const { origin, policyVersion, idempotencyKey, ...choice } = input
  const key = `${idempotencyKey}:${origin}:${choice.decision}`
  const asked = { origin, policyVersion, idempotencyKey: key, choices: [choice] }
  const { choices } = await recordPressed(ctx, subjectId, asked)
  const [made] = choices
  if (!made) throw new Error('the ledger answered nothing')
  const { status, decision, seq } = made
  if (status === 'needs-representative') {
    const noted = await askRepresentative(ctx, subjectId, choiceName(choice))
    return { status: 'refused', code: noted === 'asked' ? 'asked-representative' : status }
  }
  return status === 'recorded' || status === 'stale'
    ? { status, decision, seq }
    : { status: 'refused', code: status }
}
