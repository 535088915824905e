import type { Context } from '#domain/access/context.ts'
import { readPerson } from '#domain/people/record/person-records.ts'
import type { CorrectionTarget } from '#domain/requests/execution/change-by-request.ts'
import type { MapField, MapItem } from '../rules/data-map.ts'
import type { CollectedRecord, DataSource, Outcome, RecordValue, SourceSubject } from '../rules/source.ts'
import { type ChangeOutcome, fieldsWith, searchedText } from '../rules/source-change.ts'

export type FieldPlace = { item: MapItem; field: MapField }

/** What became of a correction, and the fields (`item/column`) that still contain the old value. */
export type Corrected = { outcome: ChangeOutcome; oldIn: string[] }

const nothing: Outcome = { status: 'done', matched: 0, changed: 0, left: 0 }

/**
 * Corrects one record, reads it back, and looks for the old value in everything that the source keeps about the person. A
 * record that is no longer there, or that holds a third value, fails: somebody has to look.
 */
// no permission: `runSourceChanges` has authorized
export async function correctAndSearch(
  source: DataSource,
  { item, field }: FieldPlace,
  { key, from, to }: CorrectionTarget,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<Corrected> {
  const correction = { item, key: key as RecordValue[], column: field.column }
  const outcome = await source.correct(
    subject,
    { ...correction, from: from as RecordValue, to: to as RecordValue },
    signal,
  )
  if (outcome.status !== 'done') return { outcome, oldIn: [] }
  if (outcome.matched === 0)
    return { outcome: { status: 'failed', failure: { code: 'record-gone' } }, oldIn: [] }
  if (outcome.left > 0) return { outcome: { status: 'failed', failure: { code: 'other-value' } }, oldIn: [] }
  // An earlier try may have been killed after the change and before it could say so.
  const whole = { ...outcome, changed: outcome.matched - outcome.left }
  return search(source, whole, from as RecordValue, subject, signal)
}

async function search(
  source: DataSource,
  outcome: Outcome,
  from: RecordValue,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<Corrected> {
  const text = searchedText(from)
  if (text === null) return { outcome, oldIn: [] }
  const found = new Set<string>()
  for await (const one of source.collect(subject, { withoutFiles: true }, signal)) {
    if ('failure' in one) return { outcome: { status: 'failed', failure: one.failure }, oldIn: [] }
    // The working copy of this change goes when it is settled.
    if (one.record.item.id === 'portal.source-change') continue
    for (const name of fieldsWith(one.record, text)) found.add(name)
  }
  return { outcome, oldIn: [...found].sort() }
}

/** Corrects the person's first record of an item if it holds the old value; else there is nothing to correct. */
// no permission: `runSourceChanges` has authorized
export async function correctWhereOld(
  source: DataSource,
  place: FieldPlace,
  target: CorrectionTarget,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<Corrected> {
  const found = await firstRecord(source, place.item, subject, signal)
  if (found.failed) return { outcome: found.failed, oldIn: [] }
  const now = found.record?.values[place.field.column] ?? null
  if (!found.record || (now !== target.from && now !== target.to)) return { outcome: nothing, oldIn: [] }
  const key = [...found.record.key] as CorrectionTarget['key']
  return correctAndSearch(source, place, { ...target, key }, subject, signal)
}

/** Writes what the profile holds now into the field that repeats it, and reads it back. */
// no permission: `runSourceChanges` has authorized
// no audit record: `runSourceChanges` writes it
export async function copyProfileField(
  ctx: Context,
  source: DataSource,
  { item, field }: FieldPlace,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<Corrected> {
  const { keys } = ctx.services
  const person = await ctx.transaction((tx) => readPerson(tx, keys, subject.subjectId))
  if (!person?.cipher || !field.profile) return { outcome: nothing, oldIn: [] }
  const found = await firstRecord(source, item, subject, signal)
  if (found.failed) return { outcome: found.failed, oldIn: [] }
  if (!found.record) return { outcome: nothing, oldIn: [] }
  const from = found.record.values[field.column] ?? null
  const correction = { item, key: found.record.key, column: field.column, from, to: person[field.profile] }
  return { outcome: await source.correct(subject, correction, signal), oldIn: [] }
}

type First = { record?: CollectedRecord; failed?: Outcome }

async function firstRecord(
  source: DataSource,
  item: MapItem,
  subject: SourceSubject,
  signal: AbortSignal,
): Promise<First> {
  if (source.kind !== 'portal' && subject.externalId === null) return { failed: { status: 'unidentified' } }
  for await (const one of source.collect(subject, { items: [item.id], limit: 1 }, signal))
    return 'record' in one ? { record: one.record } : { failed: { status: 'failed', failure: one.failure } }
  return {}
}
