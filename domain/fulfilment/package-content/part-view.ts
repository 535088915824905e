import type { PartItem, RecordSpan } from '../rules/package-parts.ts'
import { contactOwner } from './contact-card.ts'
import type { OwnRecord, PackageItemView, PackageView } from './package-view.ts'

/** What one archive of a package has: every item is named, and those of the other archives have no files. */
export function viewOfPart(
  view: PackageView,
  plan: readonly (readonly PartItem[])[],
  part: number,
): PackageView {
  const items = view.items.map((shown) => itemOfPart(shown, plan, part))
  const hasOwner = items.some(({ item, files }) => item.id === contactOwner && files !== null)
  return { ...view, part, parts: plan.length, items, card: hasOwner ? view.card : null }
}

function itemOfPart(
  shown: PackageItemView,
  plan: readonly (readonly PartItem[])[],
  part: number,
): PackageItemView {
  const isIt = ({ item }: PartItem) => item === shown.item.id
  const parts = plan.flatMap((of, index) => (of.some(isIt) ? [index + 1] : []))
  const here = plan[part - 1]?.find(isIt)
  if (!here || !shown.files) return { ...shown, parts, files: null, read: async function* () {} }
  const { span, number } = here
  if (!span) return { ...shown, parts }
  const { json, csv, schema } = shown.files
  const files = { json: numbered(json, number), csv: numbered(csv, number), schema }
  return { ...shown, parts, span, files, read: () => recordsIn(shown, span) }
}

/** `Lessons.json` → `Lessons-2.json`. */
const numbered = (path: string, number: number) => path.replace(/(\.\w+)$/, `-${number}$1`)

async function* recordsIn({ read }: PackageItemView, { from, to }: RecordSpan): AsyncGenerator<OwnRecord> {
  let index = 0
  for await (const record of read()) {
    if (index >= to) return
    if (index >= from) yield record
    index += 1
  }
}
