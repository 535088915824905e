export type Random = {
  /** In [0, 1). */
  next: () => number
  /** A whole number, both ends included. */
  between: (low: number, high: number) => number
  chance: (probability: number) => boolean
  pick: <T>(items: readonly T[]) => T
  /** Picks by weight; weights need not add up to one. */
  weighted: <T>(items: readonly (readonly [T, number])[]) => T
  /** Bell-shaped, by the sum of twelve uniform draws. */
  normal: (mean: number, deviation: number) => number
}

/**
 * A stream of its own for each name (mulberry32 seeded by FNV-1a): a change in how one person's tests are drawn leaves
 * every other person as it was. Not for secrets.
 */
export function randomFor(name: string): Random {
  let state = fnv1a(name)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)]
    if (item === undefined) throw new Error(`nothing to pick from in ${name}`)
    return item
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        left -= weight
        if (left < 0) return item
      }
      return pick(items)[0]
    },
    normal: (mean, deviation) => {
      let sum = -6
      for (let i = 0; i < 12; i++) sum += next()
      return mean + sum * deviation
    },
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
