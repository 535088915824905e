import type {
  correctionFailures,
  sourceChangeKinds,
  sourceChangeStates,
} from '#db/schema/fulfilment-codes.ts'
import type { MapField, MapItem } from './data-map.ts'
import type { CollectedRecord, DataSource, Outcome, RecordValue } from './source.ts'

export type SourceChangeKind = (typeof sourceChangeKinds)[number]
export type SourceChangeState = (typeof sourceChangeStates)[number]

/** What a source did, or why it was not asked or somebody has to look. */
export type ChangeOutcome =
  | Outcome
  | { status: 'failed'; failure: { code: (typeof correctionFailures)[number] } }

/** The source answers later: the same question is asked again. */
export const isPending = (outcome: ChangeOutcome) => changeCode(outcome) === 'pending'

/** Nothing is left to do about it. */
export const isChangeSettled = (state: SourceChangeState) => state !== 'waiting' && state !== 'failed'

/** It was done and read back, or staff say that they did it. */
export const isChangeMade = (state: SourceChangeState) => state === 'done' || state === 'by-hand'

/**
 * Whether a system has to do something about an objection: it can mark it, or it does what was objected to. The portal reads its
 * own ledger back.
 */
export const isConcerned = ({ kind, items }: Pick<DataSource, 'kind' | 'items'>, purpose: string) =>
  kind === 'portal' || items.some((item) => item.objectable || item.purpose === purpose)

/** The state of a change after its source was read back. */
export function stateAfterChange(outcome: ChangeOutcome): SourceChangeState {
  switch (outcome.status) {
    case 'done':
      if (outcome.left > 0) return 'failed'
      return outcome.matched > 0 ? 'done' : 'nothing'
    case 'unidentified':
      return 'unidentified'
    default:
      return 'failed'
  }
}

/** Why a change is not done; null when it is. */
export function changeCode(outcome: ChangeOutcome): string | null {
  if (outcome.status === 'failed') return outcome.failure.code
  if (outcome.status === 'done') return outcome.left > 0 ? 'left-over' : null
  return outcome.status === 'unidentified' ? null : outcome.status
}

/** How a field of the data map is named in a request: `item/column`. */
export const fieldName = (item: Pick<MapItem, 'id'>, column: string) => `${item.id}/${column}`

/** The item and the field that a name stands for; null when the map has no such field that can be corrected. */
export function correctableField(
  map: readonly MapItem[],
  id: string,
  column: string,
): { item: MapItem; field: MapField } | null {
  const item = map.find((one) => one.id === id)
  const field = item?.fields.find((one) => one.column === column && one.correctable)
  return item && field ? { item, field } : null
}

/** Fields of other items that repeat the same field of the profile. */
export function linkedFields(map: readonly MapItem[], of: MapField | MapField['profile']) {
  const profile = typeof of === 'object' ? of.profile : of
  if (!profile) return []
  return map.flatMap((item) =>
    item.fields
      .filter((field) => field.profile === profile && field.correctable && field !== of)
      .map((field) => ({ item, field })),
  )
}

/** A shorter text, a number or a yes says something only in its own field, which is read back anyway. */
const shortest = 4

/** The old value as it is looked for in other fields; null when it is not. */
export function searchedText(from: RecordValue): string | null {
  if (typeof from !== 'string') return null
  const text = comparable(from)
  return [...text].length >= shortest ? text : null
}

const comparable = (text: string) => text.normalize('NFC').trim().toLocaleLowerCase()

/** The fields of a record that still contain a text. */
export function fieldsWith({ item, values }: CollectedRecord, text: string): string[] {
  return item.fields.flatMap(({ column, kind }) => {
    const value = values[column] ?? null
    if (value === null || kind === 'file') return []
    const held = typeof value === 'object' ? JSON.stringify(value) : String(value)
    return comparable(held).includes(text) ? [fieldName(item, column)] : []
  })
}
