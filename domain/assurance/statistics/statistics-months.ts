import { almatyInstant } from '#platform/time/almaty-time.ts'

/** Months of the charts, this one included. */
const MONTHS = 12

/** The last twelve months up to that of a day, the oldest first: `2026-11`. */
export function monthsUpTo(today: string): string[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: MONTHS }, (_, back) =>
    new Date(Date.UTC(year, month - MONTHS + back, 1)).toISOString().slice(0, 7),
  )
}

const HOUR = 3_600_000

/** Hours of outages in each month, up to `now`; rounded to tenths. */
export function hoursByMonth(
  months: readonly string[],
  outages: readonly { since: Date; until: Date | null }[],
  now: Date,
): number[] {
  return months.map((month) => {
    const [year = 0, number = 1] = month.split('-').map(Number)
    const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7)
    const [begin, end] = [almatyInstant(`${month}-01`).getTime(), almatyInstant(`${next}-01`).getTime()]
    const total = outages.reduce((sum, { since, until }) => {
      const from = Math.max(begin, since.getTime())
      const to = Math.min(end, (until ?? now).getTime())
      return sum + Math.max(0, to - from)
    }, 0)
    return Math.round((10 * total) / HOUR) / 10
  })
}
