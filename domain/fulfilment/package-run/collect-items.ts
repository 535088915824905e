import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import type { PackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { writeEncryptedFile } from '#platform/crypto/encrypted-file.ts'
import { packagePath, recordsFileName } from '../package-record/package-files.ts'
import {
  type PackageItemRow,
  type PackageRow,
  readPackageItems,
  writePackage,
  writePackageItem,
} from '../package-record/package-rows.ts'
import type { MapItem } from '../rules/data-map.ts'
import { isChosen, isCollected, ownValues } from '../rules/package-run.ts'
import type { DataSource, SourceFailure, SourceSubject } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'

type Found = Pick<PackageItemRow, 'state'> & { records?: number; fileName?: string; code?: string }

/**
 * Collects every item that the person chose and that is not collected yet, each into an encrypted file of its own; true when nothing
 * is left to collect. An item that fails stops no other.
 */
// no permission: `runPackages` has authorized
export async function collectItems(
  ctx: Context,
  row: PackageRow,
  key: Buffer,
  { categories }: Pick<PackageRequest, 'categories'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { subjectId } = row
  const subject = { subjectId, externalId: await readExternalId(ctx, subjectId) }
  const known = await ctx.transaction((tx) => readPackageItems(tx, row))
  let isDone = true
  for (const source of openSources(ctx).all) {
    let isAway = false
    for (const item of source.items) {
      const before = known.find((one) => one.item === item.id)
      if (before && isCollected(before.state)) continue
      // A source that did not answer once is not asked again in this try.
      const found: Found = !isChosen(item, categories)
        ? { state: 'not-chosen' }
        : isAway
          ? { state: 'failed', code: 'unavailable' }
          : await collectItem(ctx, row, key, { source, item, subject, signal })
      isAway ||= found.code === 'unavailable'
      isDone &&= isCollected(found.state)
      await record(ctx, row, item, before, found)
    }
  }
  return isDone
}

class Failed extends Error {
  readonly failure: SourceFailure
  constructor(failure: SourceFailure) {
    super(failure.code)
    this.failure = failure
  }
}

type Part = { source: DataSource; item: MapItem; subject: SourceSubject; signal: AbortSignal }

async function collectItem(
  ctx: Context,
  row: PackageRow,
  key: Buffer,
  { source, item, subject, signal }: Part,
): Promise<Found> {
  const counted = await source.count(subject, item, signal)
  signal.throwIfAborted()
  if (counted.status === 'unidentified') return { state: 'unidentified', records: 0 }
  if (counted.status !== 'done')
    return { state: 'failed', code: counted.status === 'failed' ? counted.failure.code : counted.status }
  let records = 0
  const lines = async function* () {
    for await (const one of source.collect(subject, { items: [item.id] }, signal)) {
      if (!('record' in one)) throw new Failed(one.failure)
      records += 1
      yield Buffer.from(`${JSON.stringify(ownValues(one.record, subject.subjectId))}\n`)
    }
  }
  const fileName = recordsFileName(row, item.id)
  try {
    await writeEncryptedFile(packagePath(ctx, fileName), key, lines())
  } catch (error) {
    // A worker that stops is no failure of the source.
    signal.throwIfAborted()
    if (error instanceof Failed) return { state: 'failed', code: error.failure.code }
    throw error
  }
  signal.throwIfAborted()
  return records > 0 ? { state: 'included', records, fileName } : { state: 'nothing', records: 0, fileName }
}

async function record(
  ctx: Context,
  row: PackageRow,
  { id: item, source }: MapItem,
  before: PackageItemRow | undefined,
  { state, records, fileName, code }: Found,
): Promise<void> {
  const now = ctx.clock.now()
  await ctx.transaction(async (tx) => {
    await writePackage(tx, row, now, {})
    await writePackageItem(tx, row, {
      item,
      source,
      state,
      records: records ?? null,
      fileName: fileName ?? null,
      code: code ?? null,
      failedSince: state === 'failed' ? (before?.failedSince ?? now) : null,
      at: now,
    })
    if (state !== 'failed') return
    await append(tx, ctx.auditedAs, {
      action: 'package.item-failed',
      subjectId: row.subjectId,
      resource: `request:${row.requestId}`,
      reason: item,
    })
  })
}
