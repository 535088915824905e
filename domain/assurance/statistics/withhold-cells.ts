import { SMALLEST_GROUP } from '../rules/withhold.ts'

/** A figure of a table; null: withheld. */
export type Cell = number | null

const isSmall = (value: number) => value > 0 && value < SMALLEST_GROUP

/**
 * Withholds the parts of one sum that are about one to nine, and as many of the next larger ones as it takes to compute none of
 * them from a sum that is known from elsewhere: at least two are withheld, and together they are at least ten.
 */
export function withholdParts(parts: readonly number[]): Cell[] {
  const hidden = new Set(parts.flatMap((value, at) => (isSmall(value) ? [at] : [])))
  if (hidden.size === 0) return [...parts]
  const larger = parts
    .map((value, at) => ({ value, at }))
    .filter(({ value, at }) => value > 0 && !hidden.has(at))
    .sort((a, b) => a.value - b.value)
  const sum = () => [...hidden].reduce((total, at) => total + (parts[at] ?? 0), 0)
  for (const { at } of larger) {
    if (hidden.size > 1 && sum() >= SMALLEST_GROUP) break
    hidden.add(at)
  }
  return parts.map((value, at) => (hidden.has(at) ? null : value))
}

/** All of these figures or none: none where they are about one to nine together. */
export const withholdGroup = (figures: readonly number[]): Cell[] =>
  isSmall(figures.reduce((sum, value) => sum + value, 0)) ? figures.map(() => null) : [...figures]

/** A figure by itself. */
export const withholdSmall = (figure: number): Cell => (isSmall(figure) ? null : figure)
