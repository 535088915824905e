import { csvTable } from '#platform/csv-table.ts'
import { escapeHtml } from '#platform/escape-html.ts'
import { type PartItem, packageParts, type Slice, sliced } from '../rules/package-parts.ts'
import { statementsOf } from './learning-statements.ts'
import { badgeOf } from './open-badges.ts'
import { packageManifest } from './package-manifest.ts'
import {
  type OwnRecord,
  type PackageItemView,
  type PackageTexts,
  type PackageView,
  shownOnPage,
} from './package-view.ts'
import { filesOf, inCell, recordsSchema } from './record-files.ts'

/** What a file adds beside its content: its path in the archive twice, in the manifest, in the checksums and in a record. */
const perFile = 1_600
/** What a field adds on the page beside its value: its title, the tags, and what a code or a moment is longer in words. */
const perField = 300

/**
 * How a package is divided so that the files of each archive have at most `limit` bytes. Every size is what will be written, or an
 * upper limit of it. `tick` is called while records are read.
 */
export async function planParts(
  view: PackageView,
  texts: PackageTexts,
  { limit, tick }: { limit: number; tick: () => Promise<void> },
): Promise<PartItem[][]> {
  const room = limit - (await bytesOfFrame(view, texts))
  if (room < limit / 4) throw new Error(`an archive of ${limit} bytes has no room for records`)
  const sizes: { item: string; category: PackageItemView['item']['category']; slices: readonly Slice[] }[] =
    []
  for (const shown of view.items) {
    if (!shown.files) continue
    const slices = await slicesOf(shown, view, texts, { room, tick })
    sizes.push({ item: shown.item.id, category: shown.item.category, slices })
  }
  return packageParts(sizes, room)
}

/** What every archive has: the page without records, the manifest, the schemas. */
async function bytesOfFrame(view: PackageView, texts: PackageTexts): Promise<number> {
  const items = view.items.map((shown) => ({ ...shown, read: nothing }))
  let bytes = Buffer.byteLength(packageManifest(view, []))
  for await (const part of texts.page({ ...view, items })) bytes += Buffer.byteLength(part)
  for (const { item } of items)
    bytes += Buffer.byteLength(
      JSON.stringify(recordsSchema(item, texts.itemTitle(view.locale, item)), null, 2),
    )
  // Each item has three files; the page, the card and what is signed are the others.
  return bytes + (items.length * 3 + 10) * perFile
}

async function* nothing(): AsyncGenerator<OwnRecord> {}

async function slicesOf(
  shown: PackageItemView,
  view: PackageView,
  texts: PackageTexts,
  { room, tick }: { room: number; tick: () => Promise<void> },
): Promise<Slice[]> {
  const cut = sliced(room)
  let count = 0
  for await (const record of shown.read()) {
    const { files, page } = recordBytes(shown, record, view, texts)
    // The page shows the first records of each slice.
    const inSlice = count - (cut.slices().at(-1)?.from ?? 0)
    cut.add(files + (inSlice < shownOnPage ? page : 0))
    count += 1
    if (count % 200 === 0) await tick()
  }
  return cut.slices()
}

/** Bytes that a record takes in all files together, and on the page if it is shown there. */
function recordBytes(
  { item }: PackageItemView,
  record: OwnRecord,
  view: PackageView,
  texts: PackageTexts,
): { files: number; page: number } {
  const attached = filesOf(item, record)
  const listed = { ...record, ...Object.fromEntries(attached.map(({ column }) => [column, ''])) }
  const text = JSON.stringify(listed)
  const json = Buffer.byteLength(text) + 2
  const cells = item.fields.map(({ column }) => inCell(listed[column]))
  const csv = Buffer.byteLength(csvTable([cells], { bom: false, delimiter: ';' }))
  const content = attached.reduce((sum, { base64 }) => sum + Buffer.byteLength(base64, 'base64') + perFile, 0)
  const statements = view.learner === null ? [] : statementsOf(item, record, view.learner)
  const lines = statements.reduce((sum, one) => sum + Buffer.byteLength(JSON.stringify(one)) + 1, 0)
  const credential = badgeOf(item, record, view, texts)
  // Base64, with the claims of the token and its signature.
  const badge = credential
    ? Math.ceil(Buffer.byteLength(JSON.stringify(credential)) * 1.4) + 1_000 + perFile
    : 0
  const page = Buffer.byteLength(escapeHtml(text)) + item.fields.length * perField
  return { files: json + csv + content + lines + badge, page }
}
