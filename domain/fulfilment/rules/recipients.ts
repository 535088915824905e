import type { recipientStates } from '#db/schema/fulfilment-codes.ts'
import type { DataMap, InThree } from './data-map.ts'

export type RecipientState = (typeof recipientStates)[number]
export type Recipient = { name: InThree; country: string }

/** What staff record about a recipient. `answer` comes after it was told. */
export const recipientSteps = ['tell', 'answer', 'leave'] as const
export type RecipientStep = (typeof recipientSteps)[number]

const moves: Record<RecipientStep, { from: readonly RecipientState[]; to: RecipientState }> = {
  tell: { from: ['to-tell', 'not-told'], to: 'told' },
  answer: { from: ['told'], to: 'answered' },
  leave: { from: ['to-tell'], to: 'not-told' },
}

/** The state after a step; null where the step is not possible. */
export const recipientAfter = (state: RecipientState, step: RecipientStep): RecipientState | null =>
  moves[step].from.includes(state) ? moves[step].to : null

export const stepsFrom = (state: RecipientState): RecipientStep[] =>
  recipientSteps.filter((step) => moves[step].from.includes(state))

type Received = Readonly<Partial<Record<string, { recipients: readonly Recipient[] }>>>

/**
 * Who receives data of the categories of these items, each once: from the operator's settings for the purposes of the category,
 * and from the settings of another system for what it keeps.
 */
export function recipientsOf(map: DataMap, items: readonly string[], processing: Received): Recipient[] {
  const categories = new Set(map.filter(({ id }) => items.includes(id)).map(({ category }) => category))
  const found = map
    .filter(({ category }) => categories.has(category))
    .flatMap(({ system, purpose }) => system?.recipients ?? processing[purpose]?.recipients ?? [])
  const once = new Map(found.map(({ name, country }) => [`${country} ${name.ru}`, { name, country }]))
  return [...once.values()]
}
