import { createPublicKey } from 'node:crypto'
import { Readable } from 'node:stream'
import type { PackagePart } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { readChoiceTitles } from '#domain/consent/texts/consent-texts.ts'
import { readExternalId } from '#domain/people/subjects/external-id.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import type { PackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { readEncryptedFile } from '#platform/crypto/encrypted-file.ts'
import { sshFingerprint } from '#platform/crypto/ssh-signature.ts'
import { textLines } from '#platform/text-lines.ts'
import { type WrittenEntry, zipArchive } from '#platform/zip-archive.ts'
import { retentionOf } from '../map/retention.ts'
import { readStatedFacts } from '../map/stated-processing.ts'
import { contactCardOf } from '../package-content/contact-card.ts'
import { packageEntries } from '../package-content/package-entries.ts'
import { packagePaths } from '../package-content/package-paths.ts'
import type { OwnRecord, PackageTexts, PackageView } from '../package-content/package-view.ts'
import { viewOfPart } from '../package-content/part-view.ts'
import { planParts } from '../package-content/record-sizes.ts'
import { packageFileName, packagePath, removePackageFile } from '../package-record/package-files.ts'
import {
  type PackageItemRow,
  type PackageRow,
  readPackageItems,
  writePackage,
  writePackageItem,
} from '../package-record/package-rows.ts'
import { withChoiceTitles } from '../rules/choice-titles.ts'
import type { MapItem } from '../rules/data-map.ts'
import { withheldFields } from '../rules/package-run.ts'
import { openSources } from '../sources/open-sources.ts'
import { fileColumns, writePart } from './write-part.ts'

/** A long package keeps the lease of its worker. */
const renewEveryMs = 60_000

/** `partLimit`: most bytes that the files of one archive have together. */
export type Assembling = { request: PackageRequest; texts: PackageTexts; partLimit: number }

/** Writes the archives from what was collected, reads them back, and lets staff look at the package. */
// no permission: `runPackages` has authorized
export async function assemblePackage(
  ctx: Context,
  row: PackageRow,
  key: Buffer,
  { request, texts, partLimit }: Assembling,
  signal: AbortSignal,
): Promise<PackageRow> {
  const items = await ctx.transaction((tx) => readPackageItems(tx, row))
  const madeAt = ctx.clock.now()
  const { keyId, sign } = ctx.services.keys.signers()(madeAt)
  const pem = ctx.services.keys.publicKeys().find(({ id }) => id === keyId)?.pem
  if (!pem) throw new Error(`no public key ${keyId}`)
  const publicKey = createPublicKey(pem)
  const view = await viewOf(ctx, key, {
    request,
    items,
    texts,
    madeAt,
    fingerprint: sshFingerprint(publicKey),
    publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64'),
  })
  let renewedAt = madeAt
  const tick = async () => {
    signal.throwIfAborted()
    const now = ctx.clock.now()
    if (now.getTime() - renewedAt.getTime() <= renewEveryMs) return
    renewedAt = now
    await ctx.transaction((tx) => writePackage(tx, row, now, {}))
  }
  const plan = await planParts(view, texts, { limit: partLimit, tick })
  const parts: PackagePart[] = []
  for (const index of plan.keys()) {
    const written: WrittenEntry[] = []
    const entries = packageEntries(viewOfPart(view, plan, index + 1), texts, written, { publicKey, sign })
    const archive = zipArchive(entries, { madeAt, written: (entry) => written.push(entry) })
    parts.push(await writePart(ctx, key, packageFileName(row, index + 1), ticking(archive, tick)))
  }
  return keepPackage(ctx, row, items, { parts, madeAt })
}

async function* ticking(
  parts: AsyncIterable<Uint8Array>,
  tick: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    await tick()
    yield part
  }
}

async function keepPackage(
  ctx: Context,
  row: PackageRow,
  items: readonly PackageItemRow[],
  { parts, madeAt }: { parts: PackagePart[]; madeAt: Date },
): Promise<PackageRow> {
  const now = ctx.clock.now()
  const kept = await ctx.transaction(async (tx) => {
    for (const item of items) await writePackageItem(tx, row, { ...item, fileName: null })
    await append(tx, ctx.auditedAs, {
      action: 'package.make',
      subjectId: row.subjectId,
      resource: `request:${row.requestId}`,
    })
    const given = { ...fileColumns(parts), madeAt, code: null, tries: 0, tryAt: now }
    return row.releaseWhenReady
      ? writePackage(tx, row, now, { ...given, state: 'releasing' })
      : writePackage(tx, row, now, { ...given, state: 'ready', leaseUntil: null })
  })
  for (const { fileName } of items) if (fileName) await removePackageFile(ctx, fileName)
  return kept
}

type Given = {
  request: PackageRequest
  items: readonly PackageItemRow[]
  texts: PackageTexts
  madeAt: Date
  fingerprint: string
  publicKey: string
}

async function viewOf(
  ctx: Context,
  key: Buffer,
  { request, items, texts, madeAt, fingerprint, publicKey }: Given,
): Promise<PackageView> {
  const { map } = openSources(ctx)
  const operator = readOperator(ctx.services.env)
  const stated = await readStatedFacts(ctx)
  const { locale } = request
  const titles = await readChoiceTitles(ctx, locale)
  const withRecords = map.filter(({ id }) => items.find((one) => one.item === id)?.state === 'included')
  const paths = packagePaths(withRecords, locale, texts)
  const shown = map.flatMap((item) => {
    const found = items.find((one) => one.item === item.id)
    if (!found) return []
    const { state, records, code, note, fileName } = found
    return {
      item,
      state,
      records: records ?? 0,
      code,
      note,
      withheld: withheldFields(item),
      facts: retentionOf(item, stated),
      parts: [],
      span: null,
      files: paths.get(item.id) ?? null,
      read: () => titledRecords(item, titles, readRecords(ctx, key, fileName)),
    }
  })
  return {
    reference: request.reference,
    kind: request.kind,
    categories: request.categories,
    locale,
    madeAt,
    operator,
    titles,
    fingerprint,
    publicKey,
    portalUrl: ctx.services.env.APP_URL,
    keysUrl: `${ctx.services.env.APP_URL}/.well-known/jwks.json`,
    items: shown,
    part: 1,
    parts: 1,
    card: await contactCardOf(shown),
    learner: await readExternalId(ctx, request.subjectId),
  }
}

async function* titledRecords(
  item: MapItem,
  titles: ReadonlyMap<string, string>,
  records: AsyncIterable<OwnRecord>,
): AsyncGenerator<OwnRecord> {
  for await (const record of records) yield withChoiceTitles(item, record, titles)
}

/** The records that were collected, in the order in which the source gave them. */
async function* readRecords(ctx: Context, key: Buffer, fileName: string | null): AsyncGenerator<OwnRecord> {
  if (fileName === null) return
  const input = Readable.from(readEncryptedFile(packagePath(ctx, fileName), key), { objectMode: false })
  try {
    for await (const line of textLines(input)) yield JSON.parse(line) as OwnRecord
  } finally {
    // A reader that wants no more records leaves the file open otherwise.
    input.destroy()
  }
}
