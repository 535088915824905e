import { dataCategories } from '#db/schema/fulfilment-codes.ts'
import { monthsAfter } from '#domain/consent/rules/consent-term.ts'
import type { InThree, MapItem } from './data-map.ts'
import type { Counted, DataCategory } from './source.ts'

/** What a law makes the operator keep, by the record that an item of the map names (`keeping` of `OPERATOR_FILE`). */
export type KeepingLaws = Readonly<Record<string, { law: InThree; months: number }>>

export type ItemCount = { item: MapItem; counted: Counted }

export type KeptRows = {
  record: string
  rows: number
  /** Null: the operator has not named the law. */
  law: InThree | null
  /** Null: the operator has not said for how long. */
  until: Date | null
}

/** What an erasure does to the records of one category. */
export type PlanLine = {
  category: DataCategory
  deleted: number
  anonymised: number
  kept: KeptRows[]
  /** Sources whose records could not be counted. */
  failed: string[]
  /** Sources that know people by an id that this person does not have. */
  unidentified: string[]
}

/** Deleted when the run is closed, since what is kept may need it until then. */
export const keyItem = 'portal.subject-key'

/**
 * What an erasure at `from` would do, by category in the order of the policy. Categories without records are left out.
 * `keepsKey`: something that is kept is encrypted under the person's key.
 */
export function erasurePlan(
  counts: readonly ItemCount[],
  laws: KeepingLaws,
  { from, keepsKey }: { from: Date; keepsKey: boolean },
): PlanLine[] {
  return dataCategories.flatMap((category) => {
    const line: PlanLine = {
      category,
      deleted: 0,
      anonymised: 0,
      kept: [],
      failed: [],
      unidentified: [],
    }
    for (const { item, counted } of counts) {
      if (item.category !== category || (item.id === keyItem && keepsKey)) continue
      if (counted.status === 'unidentified') addOnce(line.unidentified, item.source)
      else if (counted.status !== 'done') addOnce(line.failed, item.source)
      else if (item.erase.how === 'delete') line.deleted += counted.rows
      else if (item.erase.how === 'anonymise') line.anonymised += counted.left
      else if (counted.rows > 0) addKept(line.kept, item.erase.record, counted.rows, laws, from)
    }
    const { deleted, anonymised, kept, failed, unidentified } = line
    const isEmpty = deleted + anonymised + kept.length + failed.length + unidentified.length === 0
    return isEmpty ? [] : [line]
  })
}

function addOnce(names: string[], name: string): void {
  if (!names.includes(name)) names.push(name)
}

function addKept(kept: KeptRows[], record: string, rows: number, laws: KeepingLaws, from: Date): void {
  const same = kept.find((one) => one.record === record)
  if (same) {
    same.rows += rows
    return
  }
  const found = laws[record]
  kept.push({
    record,
    rows,
    law: found?.law ?? null,
    until: found ? monthsAfter(from, found.months) : null,
  })
}
