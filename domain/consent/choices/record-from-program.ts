import type { Context } from '#domain/access/context.ts'
import { addSubjects } from '#domain/people/subjects/ensure-subject.ts'
import type { ChoiceItem } from '../ledger/ledger-item.ts'
import { type BatchItemResult, recordForMany } from '../ledger/record-choices.ts'

/**
 * Records choices that a program sends; unknown subjects are created first. Answers and errors as in `recordForMany`.
 */
export async function recordFromProgram(
  ctx: Context,
  items: readonly ChoiceItem[],
): Promise<BatchItemResult[]> {
  const results = await recordForMany(ctx, items)
  const missing = items.flatMap((item, at) =>
    results[at]?.status === 'unknown-subject' ? [{ item, at }] : [],
  )
  if (missing.length === 0) return results
  await addSubjects(
    ctx,
    missing.flatMap(({ item: { person, locale = ctx.locale } }) =>
      'externalId' in person ? [{ ...person, locale }] : [],
    ),
  )
  const again = await recordForMany(
    ctx,
    missing.map(({ item }) => item),
  )
  missing.forEach(({ at }, n) => {
    const made = again[n]
    if (made) results[at] = made
  })
  return results
}
