import type { KindName } from './kinds.ts'
import type { Basis } from './law.ts'

export type TermUnit = 'working-days' | 'calendar-days'
export type TermSource = 'law' | 'policy'

export type Term = {
  source: TermSource
  amount: number
  unit: TermUnit
  basis: readonly Basis[]
  /** `inferred`: the law names no such term or not its unit; the shortest reading is taken until a lawyer settles it. */
  reading: 'stated' | 'inferred'
}

type Reading = Term['reading']
const law = (amount: number, unit: TermUnit, reading: Reading, ...basis: Basis[]): Term => ({
  source: 'law',
  amount,
  unit,
  reading,
  basis,
})

/**
 * What binds the operator, by kind. The law gives no way to extend a term, so there is none here. A question has no term.
 * Sources: Law 94-V Art. 8(7), 19-1(3), 24, 25(2); Digital Code Art. 41; rules 395/НҚ paragraph 16.
 */
export const terms: Record<KindName, readonly Term[]> = {
  access: [
    law(3, 'working-days', 'stated', '94-V:24(1)(1)', '94-V:25(2)(9)', 'rules-395:16'),
    { source: 'policy', amount: 30, unit: 'calendar-days', reading: 'stated', basis: ['rights.access'] },
  ],
  rectification: [law(1, 'working-days', 'stated', '94-V:24(1)(2)', '94-V:25(2)(8)')],
  // "15 days" without a unit: calendar days end earlier, and the end is not moved off a weekend.
  'erasure/wish': [law(15, 'calendar-days', 'inferred', 'DC:41')],
  'erasure/unlawful': [law(1, 'working-days', 'stated', '94-V:24(1)(4)', '94-V:18')],
  // Accuracy in dispute is a matter of correction: what cannot be settled within its day is limited by then.
  'restriction/disputed': [
    law(1, 'working-days', 'inferred', '94-V:24(1)(2)', '94-V:25(2)(8)', 'rights.restriction'),
  ],
  'restriction/unlawful': [law(1, 'working-days', 'stated', '94-V:24(1)(3)', '94-V:25(2)(8)')],
  // Promised by the policy alone; a copy of one's data all the same, and so as quick as one.
  portability: [law(3, 'working-days', 'inferred', '94-V:24(1)(1)', '94-V:25(2)(9)', 'rights.portability')],
  'withdrawal/service': [law(15, 'working-days', 'stated', '94-V:8(7)', '94-V:24(1)(5)')],
  'withdrawal/optional': [law(15, 'working-days', 'stated', '94-V:8(7)', '94-V:24(1)(5)')],
  objection: [law(3, 'working-days', 'stated', '94-V:19-1(3)')],
  question: [],
}
