import type { dataCategories, sourceFailures, sourceKinds } from '#db/schema/fulfilment-codes.ts'
import type { LocalDate } from '#platform/time/local-date.ts'
import type { MapItem } from './data-map.ts'
import type { ColumnFaults } from './unmapped-columns.ts'
import type { UsageFact, UsageGroup, UsageStatistic } from './usage.ts'

export type DataCategory = (typeof dataCategories)[number]

/**
 * The person whose data is asked for. A source other than the portal knows people by `externalId`. `occasion` is what the
 * question belongs to, such as a step of an erasure: the same question on the same occasion is the same request to the
 * other system, however often it is repeated. Without it every question is new.
 */
export type SourceSubject = { subjectId: string; externalId: string | null; occasion?: string }

export type RecordValue = string | number | boolean | null | { [key: string]: unknown } | unknown[]

/** One record about a person, as the source holds it. `key` names it within its item. */
export type CollectedRecord = {
  item: MapItem
  key: readonly RecordValue[]
  values: Record<string, RecordValue>
}

export type SourceFailure = { code: (typeof sourceFailures)[number]; detail?: string }

/** A record, or why the rest of an item could not be read. After a failure the next item follows. */
export type Collected = { record: CollectedRecord } | { item: MapItem; failure: SourceFailure }

/**
 * `matched` rows were found, `changed` were changed, and `left` still need it when the source is read again.
 * `failed`: nothing or only part was changed; safe to repeat. `unknown`: it may have happened; look before repeating.
 * `pending`: the source answers later.
 */
export type Outcome =
  | { status: 'done'; matched: number; changed: number; left: number }
  | { status: 'pending'; reference: string }
  | { status: 'failed'; failure: SourceFailure }
  | { status: 'unknown'; detail: string }
  /** The source knows people by an id that this person does not have. */
  | { status: 'unidentified' }

export type Counted =
  /** `left`: those that an erasure still has to change. */
  { status: 'done'; rows: number; left: number } | Exclude<Outcome, { status: 'done' }>

export type ItemOutcome = { item: MapItem; outcome: Outcome }

export type Correction = {
  item: MapItem
  key: readonly RecordValue[]
  column: string
  from: RecordValue
  to: RecordValue
}

/** A record that was read, to continue after. */
export type Place = { item: string; key: readonly RecordValue[] }

/** What of a category to collect: everything, one item, or what follows a record that was read. */
export type Selection = {
  categories?: readonly DataCategory[]
  items?: readonly string[]
  after?: Place
  /** At most so many records. */
  limit?: number
  /** Leaves out fields with the content of a file. */
  withoutFiles?: boolean
}

/** Counts of a source by person, for statistics. Throws when it cannot be read. */
export type SourceUsage = {
  statistics: readonly UsageStatistic[]
  /** What is counted apart, with its title. */
  groups(statistic: UsageStatistic, signal: AbortSignal): Promise<UsageGroup[]>
  /** Facts of these people and of nobody else since a day, without those that the source itself has marked as restricted or objecting. */
  read(
    statistic: UsageStatistic,
    asked: { people: readonly string[]; from: LocalDate },
    signal: AbortSignal,
  ): Promise<UsageFact[]>
}

/** A system that holds data about people. Methods throw only for mistakes of the program. */
export type DataSource = {
  name: string
  kind: (typeof sourceKinds)[number]
  items: readonly MapItem[]
  /** The test person, for trials of the source; `make` makes or remakes their records. */
  canary?: { externalId: string; make(occasion: string, signal: AbortSignal): Promise<Outcome> }
  /** Asks whether it can be read and changed; null when it can. Touches nobody's data. */
  check(signal: AbortSignal): Promise<SourceFailure | null>
  /** Compares the columns of a database with the map; throws when it cannot be read. */
  findColumnFaults?(): Promise<ColumnFaults>
  /** How its courses and pages are used; absent where that is not counted. */
  usage?: SourceUsage
  /** Records in the order of the map and of each item's key, read in pages. */
  collect(subject: SourceSubject, selection: Selection, signal: AbortSignal): AsyncIterable<Collected>
  count(subject: SourceSubject, item: MapItem, signal: AbortSignal): Promise<Counted>
  /** Marks the person's data as restricted, or lifts the mark, and reads it back. */
  restrict(subject: SourceSubject, restricted: boolean, signal: AbortSignal): Promise<Outcome>
  /** Marks that the person objects to automated processing, or takes the mark away, and reads it back. */
  object(subject: SourceSubject, objected: boolean, signal: AbortSignal): Promise<Outcome>
  /** Replaces the value if it is still `from`, and reads it back. */
  correct(subject: SourceSubject, correction: Correction, signal: AbortSignal): Promise<Outcome>
  /**
   * Deletes or anonymises as the rule of each given item says, in an order that the source allows, and reads each back. When
   * what a law kept is over, the item is given with the rule to delete it.
   */
  erase(subject: SourceSubject, items: readonly MapItem[], signal: AbortSignal): Promise<ItemOutcome[]>
}
