import { buildFirstEdition, type FirstEditionReceipt } from './first-edition.ts'
import type { ReceiptFacts } from './receipt-shape.ts'
import { buildSecondEdition, type SecondEditionReceipt } from './second-edition.ts'

export type Receipt = FirstEditionReceipt | SecondEditionReceipt

/**
 * The consent record of one event, and the receipt that is its copy. The same facts give the same receipt, byte for byte,
 * whenever it is asked for. `secondEditionSince`: events before it have a receipt of the first edition; null: none has.
 */
export const buildReceipt = (facts: ReceiptFacts, secondEditionSince: Date | null): Receipt =>
  secondEditionSince !== null && facts.recordedAt < secondEditionSince
    ? buildFirstEdition(facts)
    : buildSecondEdition(facts)
