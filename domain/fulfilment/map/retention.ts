import type { MapItem } from '../rules/data-map.ts'
import type { StatedFacts } from './stated-processing.ts'

/**
 * How long the records of an item are kept, from what the operator says of its purpose; where they are and who receives them, from the
 * settings of their system if it has any. `null`: the operator has not said, which is shown
 * as such and never filled in.
 */
export function retentionOf(item: MapItem, stated: StatedFacts) {
  const processing = stated.processing[item.purpose]
  const keeping = item.erase.how === 'keep' ? stated.keeping[item.erase.record] : undefined
  return {
    /** In words, in three languages. */
    period: processing?.retention ?? null,
    /** What the law keeps after an erasure, and for how many months. */
    keeping: keeping ?? null,
    recipients: item.system?.recipients ?? processing?.recipients ?? null,
    countries: item.system ? [item.system.country] : (processing?.storage ?? null),
  }
}
