import { z } from 'zod'
import type { usageMeasures, usageStatistics } from '#db/schema/fulfilment-codes.ts'
import { almatyDate, almatyInstant } from '#platform/time/almaty-time.ts'
import type { LocalDate } from '#platform/time/local-date.ts'

export type UsageStatistic = (typeof usageStatistics)[number]
export type UsageMeasure = (typeof usageMeasures)[number]

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/)
const table = z.string().regex(/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/)

/** What of a mapped database is counted with a consent. A statistic that is left out is not counted. */
export const usageSchema = z.strictObject({
  /** Use of courses, from the items that say what their rows mean for learning (`learning`). */
  courses: z
    .strictObject({
      table,
      key: name,
      title: z.strictObject({ kk: name, ru: name, en: name }),
      /** How a course is found from a lesson and the like: `key` is what rows of `learning` name, `course` the course of it. */
      parts: z.partialRecord(
        z.enum(['module', 'lesson', 'assessment', 'performance']),
        z.strictObject({ table, key: name, course: name }),
      ),
    })
    .optional(),
  /** What people do on the pages: rows of an item, each with its moment, grouped by what was done. */
  behaviour: z
    .strictObject({ item: z.string().regex(/^[a-z][a-z0-9-]*$/), at: name, group: name })
    .optional(),
})

export type UsageMap = z.infer<typeof usageSchema>

/** The purpose whose consent a statistic needs. */
export const usagePurposes = { courses: 'analytics', behaviour: 'improvement' } as const satisfies Record<
  UsageStatistic,
  string
>

/** Each measure is part of its parent: those who enrolled are among those who were active. */
export const usageMeasuresOf: Record<
  UsageStatistic,
  readonly { measure: UsageMeasure; of: UsageMeasure | null }[]
> = {
  courses: [
    { measure: 'active', of: null },
    { measure: 'enrolled', of: 'active' },
    { measure: 'progressed', of: 'active' },
    { measure: 'completed', of: 'active' },
    { measure: 'tested', of: 'active' },
    { measure: 'passed', of: 'tested' },
  ],
  behaviour: [{ measure: 'active', of: null }],
}

/** What one person did in one group in one month. `sum`: of what is averaged, over `times`. */
export type UsageFact = {
  person: string
  group: string
  month: string
  measure: UsageMeasure
  times: number
  sum: number | null
}

export type UsageGroup = { key: string; title: Record<'kk' | 'ru' | 'en', string> }

/** People, and what is averaged about them. */
export type UsageCell = { people: number; times: number; sum: number }

/** Group and month; empty: all. */
export type UsageTally = ReadonlyMap<UsageMeasure, ReadonlyMap<string, UsageCell>>

export const cellKey = (group: string, month: string) => `${month}/${group}`

/** The last twelve months, the oldest first; the last one is not over yet. */
export function usageMonths(now: Date): string[] {
  const [year = 0, month = 1] = almatyDate(now).split('-').map(Number)
  return Array.from({ length: 12 }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  ).toReversed()
}

/** The first day of the period. */
export const usageFrom = (now: Date): LocalDate => `${usageMonths(now)[0]}-01`

/** Counts once a night: the counts of another day in Almaty are of another night, and a failed run is tried again in an hour. */
export function isUsageDue(last: { triedAt: Date; failed: boolean } | null, now: Date): boolean {
  if (!last || last.triedAt > now) return true
  const isSameDay = almatyDate(last.triedAt) === almatyDate(now)
  return !isSameDay || (last.failed && now.getTime() - last.triedAt.getTime() >= 3_600_000)
}

export const usageInstant = (from: LocalDate): Date => almatyInstant(from)

/** Adds up the facts of whole people: each counts once in a cell, once in its totals. Keeps nobody's id. */
export function openTally() {
  const tally = new Map<UsageMeasure, Map<string, UsageCell>>()
  const cellOf = (measure: UsageMeasure, key: string) => {
    const cells = tally.get(measure) ?? new Map<string, UsageCell>()
    tally.set(measure, cells)
    const cell = cells.get(key) ?? { people: 0, times: 0, sum: 0 }
    cells.set(key, cell)
    return cell
  }
  return {
    tally: tally as UsageTally,
    /** All facts of one person. */
    add(facts: readonly UsageFact[]) {
      for (const [measure, some] of Map.groupBy(facts, (fact) => fact.measure)) {
        const met = new Set<string>()
        for (const { group, month, times, sum } of some)
          for (const key of [
            cellKey(group, month),
            cellKey(group, ''),
            cellKey('', month),
            cellKey('', ''),
          ]) {
            const cell = cellOf(measure, key)
            if (!met.has(key)) cell.people += 1
            met.add(key)
            cell.times += times
            cell.sum += sum ?? 0
          }
      }
    },
  }
}
