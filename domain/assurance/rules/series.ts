import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays, dayOfWeek, daysBetween, type LocalDate } from '#platform/time/local-date.ts'
import { type EvidenceId, evidence } from './evidence.ts'
import { type EvidenceState, gravestOf, stateAt } from './judge.ts'

/** What a value said on the day of its measurement. */
export type DayState = { day: LocalDate; state: EvidenceState }

export const SERIES_WEEKS = 53

export type Series = {
  /**
   * From Monday on; the gravest state of its days, `unknown` where a day has no value and none was broken. Null: no day of it has one.
   * `whole`: each of its days has a value, so the line is drawn.
   */
  weeks: { from: LocalDate; state: EvidenceState | null; whole: boolean }[]
  /** The last twelve months, the newest first: on how many days the gravest state was which, and on how many there was none. */
  months: { month: string; days: Partial<Record<EvidenceState, number>>; without: number }[]
  /** The first day with a value, and the last one on which a value was `broken`. */
  firstOn: LocalDate | null
  lastBrokenOn: LocalDate | null
}

/** A year of measurements by week and by month. Days before the first measurement of all are no hole; later ones are. */
export function seriesOf(measured: readonly DayState[], now: Date): Series {
  const today = almatyDate(now)
  const byDay = new Map<LocalDate, EvidenceState>()
  for (const [day, some] of Map.groupBy(measured, (one) => one.day))
    byDay.set(day, gravestOf(some.map(({ state }) => state)) ?? 'unknown')
  const first = measured.reduce((earliest, { day }) => (day < earliest ? day : earliest), today)
  const counted = (from: LocalDate, days: number) =>
    Array.from({ length: days }, (_, at) => addDays(from, at)).filter((day) => day >= first && day <= today)
  const monday = addDays(today, -((dayOfWeek(today) + 6) % 7))
  const weeks = Array.from({ length: SERIES_WEEKS }, (_, at) => {
    const from = addDays(monday, 7 * (at - SERIES_WEEKS + 1))
    const days = counted(from, 7)
    const states = days.map((day) => byDay.get(day) ?? 'unknown')
    const state = days.some((day) => byDay.has(day)) ? gravestOf(states) : null
    return { from, state, whole: state !== null && !states.includes('unknown') }
  })
  const months = Array.from({ length: 12 }, (_, back) => {
    const [year = 0, month = 1] = today.split('-').map(Number)
    const from = new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 10)
    const until = new Date(Date.UTC(year, month - back, 1)).toISOString().slice(0, 10)
    const days: Partial<Record<EvidenceState, number>> = {}
    let without = 0
    for (const day of counted(from, daysBetween(from, until))) {
      const state = byDay.get(day)
      if (state === undefined) without += 1
      else days[state] = (days[state] ?? 0) + 1
    }
    return { month: from.slice(0, 7), days, without }
  })
  const broken = measured.filter(({ state }) => state === 'broken').map(({ day }) => day)
  const firstOn = measured.length > 0 ? first : null
  return { weeks, months, firstOn, lastBrokenOn: broken.toSorted().at(-1) ?? null }
}

/** How often an evidence turned red, when first, and whether the last measurement still was. */
export type TurnedRed = { times: number; first: Date; isRed: boolean }

type Measured = { measuredAt: Date; expiresAt: Date; figures: unknown }

/** Measurements in their order; null where none was red. One that is red after one that was not is a turn. */
export function turnedRed(id: EvidenceId, measurements: readonly Measured[]): TurnedRed | null {
  let times = 0
  let first: Date | null = null
  let wasRed = false
  for (const one of measurements) {
    const isRed = stateAt(evidence[id].kind, one, one.measuredAt) === 'broken'
    if (isRed && !wasRed) times += 1
    if (isRed) first ??= one.measuredAt
    wasRed = isRed
  }
  return first && { times, first, isRed: wasRed }
}
