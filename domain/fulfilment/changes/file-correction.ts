import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import type { CorrectionTarget } from '#domain/requests/execution/change-by-request.ts'
import { type FileResult, fileRequest } from '#domain/requests/file/file-request.ts'
import type { UploadedFile } from '#domain/requests/record/attach-file.ts'
import { readDataCursor } from '../own-data/data-cursor.ts'
import { type CorrectionForm, correctValue } from '../rules/correction-form.ts'
import type { MapField, MapItem } from '../rules/data-map.ts'
import type { CollectedRecord, RecordValue } from '../rules/source.ts'
import { correctableField, fieldName } from '../rules/source-change.ts'
import { openSources } from '../sources/open-sources.ts'

/** A record of the person, as `dataCursor` names it, and a column of it. */
export type NamedValue = { record: string; field: string }

export type CorrectableValue = { item: MapItem; field: MapField; held: RecordValue }

/**
 * The value of their own that a person wants to correct, as its source holds it now; null when it is not theirs, is not there, or
 * cannot be corrected. Throws `Denied`.
 */
export async function readCorrectable(
  ctx: Context,
  subjectId: string,
  named: NamedValue,
): Promise<CorrectableValue | null> {
  authorize(ctx.actor, 'own-data.read', { subjectId })
  const found = await findValue(ctx, subjectId, named)
  return found && { item: found.item, field: found.field, held: found.held }
}

export type CorrectionResult =
  | FileResult
  | { status: 'refused'; code: 'not-there' | 'same-value' }
  | { status: 'invalid'; code: string }

/**
 * Files a request to correct one value, with what its source holds now as the old value. `named` are the words for the item and
 * for both values, as the person and the staff read them. Throws `Denied`.
 */
// no audit record: filing writes it
export async function fileCorrection(
  ctx: Context,
  input: CorrectionForm,
  named: (value: CorrectableValue & { to: RecordValue }) => { item: string; old: string; correct: string },
  files: readonly UploadedFile[] = [],
): Promise<CorrectionResult> {
  const subjectId = ctx.actor.kind === 'subject' ? ctx.actor.subjectId : ''
  authorize(ctx.actor, 'requests.file', { subjectId })
  const found = await findValue(ctx, subjectId, input)
  if (!found) return { status: 'refused', code: 'not-there' }
  const parsed = correctValue(found.field, input.value)
  if ('code' in parsed) return { status: 'invalid', code: parsed.code }
  const { item, field, held, key } = found
  const to = parsed.value
  if (to === held) return { status: 'refused', code: 'same-value' }
  const words = named({ item, field, held, to })
  const target = { item: item.id, key, column: field.column, from: held, to } as CorrectionTarget
  const details = {
    item: words.item,
    'old-value': words.old,
    'correct-value': words.correct,
    target: JSON.stringify(target),
  }
  return fileRequest(
    ctx,
    {
      kind: 'rectification',
      idempotencyKey: input.idempotencyKey,
      details,
      corrects: fieldName(item, field.column),
    },
    files,
  )
}

const patienceMs = 5_000

async function findValue(ctx: Context, subjectId: string, { record, field: column }: NamedValue) {
  const place = readDataCursor(ctx.services.keys, subjectId, record)
  const { map, of } = openSources(ctx)
  const named = place && correctableField(map, place.item, column)
  if (!place || !named) return null
  const { item, field } = named
  const subject = { subjectId, externalId: await readExternalId(ctx, subjectId) }
  const wanted = JSON.stringify(place.key)
  const signal = AbortSignal.timeout(patienceMs)
  let found: CollectedRecord | undefined
  for await (const one of of(item).collect(subject, { items: [item.id], withoutFiles: true }, signal)) {
    if (!('record' in one)) break
    if (JSON.stringify(one.record.key) === wanted) {
      found = one.record
      break
    }
  }
  return found ? { item, field, key: place.key, held: found.values[column] ?? null } : null
}
