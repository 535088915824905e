import { documentItem } from './draft.ts'

const isPart = (item: string) => item.startsWith('part:')

/** The pieces in the order of the document. */
type Order = readonly string[]

/** From a part to the last of its clauses; a clause alone. */
function blockOf(order: Order, at: number): number {
  if (!isPart(order[at] ?? '')) return 1
  const next = order.findIndex((item, place) => place > at && isPart(item))
  return (next === -1 ? order.length : next) - at
}

/**
 * The order after one step up or down; null where there is no place to go. A clause at the edge of its part goes into the
 * part beside it; a part moves with its clauses.
 */
export function movedPiece(order: Order, item: string, to: 'up' | 'down'): string[] | null {
  const at = order.indexOf(item)
  if (at === -1 || item === documentItem) return null
  const size = blockOf(order, at)
  const rest = order.toSpliced(at, size)
  const block = order.slice(at, at + size)
  if (!isPart(item)) {
    const place = to === 'up' ? at - 1 : at + 1
    // Above the first part there is only the beginning of the document.
    const isInside = rest.slice(0, place).some(isPart) && place <= rest.length
    return isInside ? rest.toSpliced(place, 0, ...block) : null
  }
  const starts = rest.flatMap((one, place) => (isPart(one) ? [place] : []))
  const place =
    to === 'up'
      ? starts.findLast((start) => start < at)
      : at >= rest.length
        ? undefined
        : (starts.find((start) => start > at) ?? rest.length)
  return place === undefined ? null : rest.toSpliced(place, 0, ...block)
}

/** The order with a new clause at the end of its part, or a new part at the end; null without that part. */
export function withPiece(order: Order, item: string, part?: string): string[] | null {
  if (part === undefined) return [...order, item]
  const at = order.indexOf(part)
  return at === -1 || !isPart(part) ? null : order.toSpliced(at + blockOf(order, at), 0, item)
}

/** Whether a piece can go: a clause always, a part when it is empty, the beginning of the document never. */
export function canRemove(order: Order, item: string): boolean {
  const at = order.indexOf(item)
  return at !== -1 && item !== documentItem && (!isPart(item) || blockOf(order, at) === 1)
}
