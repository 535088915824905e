/** How many days a usual day is computed from. */
export const USUAL_DAYS = 30

/** More than so many times a usual day is unusual. */
const TIMES = 3

/** The middle of these numbers; 0 without any. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

export type Reading = {
  /** Persons whose records the member opened today. */
  opened: number
  /** The same on each day of the last 30 on which the member opened any. */
  own: readonly number[]
  /** The days of all others. */
  team: readonly number[]
  /** Fewer raise no alert, whatever is usual. */
  floor: number
}

/** Whether a member opened unusually many records: at least the floor, and over three times a usual day, the member's and the team's. */
export const isUnusual = ({ opened, own, team, floor }: Reading): boolean =>
  opened >= floor && opened > TIMES * median(own) && opened > TIMES * median(team)
