import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { noteAnswered } from '#domain/people/minors/name-representative.ts'
import type { Represented } from '#domain/people/minors/represent.ts'
import { recordChoices } from '../ledger/record-choices.ts'
import { choiceName } from '../rules/catalogue.ts'
import type { DecideForMinorInput } from '../rules/form-schemas.ts'

/** Whether a representative may decide a choice, by its name: all of a child under 14, and what a minor from 14 on agrees to. */
export const isDecidable = ({ band, asked }: Pick<Represented, 'band' | 'asked'>, name: string): boolean =>
  band === 'under-14' || asked.includes(name)

export type DecideForMinorResult =
  | { status: 'recorded' }
  | {
      status: 'refused'
      code: 'not-asked' | 'no-name' | 'no-text' | 'stale' | 'key-reused' | 'needs-representative'
    }

/**
 * The representative consents or refuses for the minor, under the text on the page, or takes back what was given. A
 * withdrawal is never refused. `ctx` is that of `representativeContext`.
 */
export async function decideForMinor(
  ctx: Context,
  represented: Represented,
  input: DecideForMinorInput,
): Promise<DecideForMinorResult> {
  const { subjectId } = represented
  authorize(ctx.actor, 'representatives.decide', { subjectId })
  const { policyVersion, idempotencyKey, representationId: _, ...choice } = input
  const name = choiceName(choice)
  if (choice.decision === 'granted' && !isDecidable(represented, name))
    return { status: 'refused', code: 'not-asked' }
  const { choices } = await recordChoices(ctx, subjectId, {
    policyVersion,
    origin: 'representative',
    idempotencyKey: `${idempotencyKey}:${choice.decision}`,
    choices: [choice],
  })
  const [made] = choices
  if (!made) throw new Error('the ledger answered nothing')
  if (made.status !== 'recorded') return { status: 'refused', code: made.status }
  await noteAnswered(ctx, subjectId, [name])
  return { status: 'recorded' }
}
