import type { DataCategory } from './source.ts'

/**
 * Most bytes that the files of one archive have together, before compression: programs that count in 32 bits with a sign open the
 * archive and every file in it. The margin is for headers.
 */
export const mostPartBytes = 2 ** 31 - 1 - 64 * 2 ** 20

/** Records of an item by their order: from this one, and before that one. */
export type RecordSpan = { from: number; to: number }
/** Records that fit into one archive. */
export type Slice = RecordSpan & { bytes: number }
/** An item in an archive. `span`: which of its records; null: all. `number`: of the slice, from 1. */
export type PartItem = { item: string; span: RecordSpan | null; number: number }

/** The largest spans of records, in order, that fit into `room`. A record that is larger is alone. */
export function sliced(room: number): { add(bytes: number): void; slices(): Slice[] } {
  const slices: Slice[] = []
  return {
    add(bytes) {
      const last = slices.at(-1)
      const to = last?.to ?? 0
      if (!last || last.bytes + bytes > room) slices.push({ from: to, to: to + 1, bytes })
      else Object.assign(last, { to: to + 1, bytes: last.bytes + bytes })
    },
    slices: () => slices,
  }
}

/**
 * Which item goes into which archive, in the order of the items. A category stays whole where it fits into one archive; an item of
 * a larger category stays whole where it fits; of a larger item each slice is in an archive of its own.
 */
export function packageParts(
  items: readonly { item: string; category: DataCategory; slices: readonly Slice[] }[],
  room: number,
): PartItem[][] {
  const parts: PartItem[][] = [[]]
  let used = 0
  const place = (found: readonly PartItem[], bytes: number) => {
    if (used > 0 && used + bytes > room) {
      parts.push([])
      used = 0
    }
    parts.at(-1)?.push(...found)
    used += bytes
  }
  const sum = (slices: readonly Slice[]) => slices.reduce((all, { bytes }) => all + bytes, 0)
  for (const [, of] of Map.groupBy(items, ({ category }) => category)) {
    const whole = sum(of.flatMap(({ slices }) => slices))
    if (whole <= room) {
      place(
        of.map(({ item }) => ({ item, span: null, number: 1 })),
        whole,
      )
      continue
    }
    for (const { item, slices } of of)
      for (const [index, { from, to, bytes }] of slices.entries())
        place([{ item, span: slices.length > 1 ? { from, to } : null, number: index + 1 }], bytes)
  }
  return parts
}

/** The name under which an archive is downloaded. */
export const partFileName = (reference: string, part: number, parts: number): string =>
  parts > 1 ? `${reference}-${part}-of-${parts}.zip` : `${reference}.zip`
