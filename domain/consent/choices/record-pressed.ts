import type { Context } from '#domain/access/context.ts'
import { readChoices } from '../ledger/read-choices.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { choiceName } from '../rules/catalogue.ts'
import type { RecordChoicesInput } from '../rules/choice-schemas.ts'

/**
 * Records a submitted form. A form can be sent again from an old page: its withdrawal counts again if the choice was
 * granted since.
 */
export async function recordPressed(ctx: Context, subjectId: string, input: RecordChoicesInput) {
  const result = await recordChoices(ctx, subjectId, input)
  if (result.status !== 'repeated') return result
  const now = await readChoices(ctx, subjectId)
  const granted = new Set(now.filter((one) => one.decision === 'granted').map(({ name }) => name))
  const choices = input.choices.filter(
    (choice) => choice.decision === 'withdrawn' && granted.has(choiceName(choice)),
  )
  if (choices.length === 0) return result
  return recordChoices(ctx, subjectId, { ...input, idempotencyKey: null, choices })
}
