import { createHash } from 'node:crypto'
import { isLocalDate, type LocalDate } from '#platform/time/local-date.ts'

/** Requests received from `from` to `to`, drawn by the log’s checkpoint of `day`; dates in Almaty, both ends included. */
export type SampleQuery = { from: LocalDate; to: LocalDate; day: LocalDate }

export type SampleFaults = {
  from?: 'missing'
  to?: 'missing' | 'before-from'
  day?: 'missing' | 'not-after-period'
}

export const SAMPLE_SIZE = 25

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** What the draw depends on: the SHA-256 of a checkpoint of the audit log, in hex, which nobody knows beforehand. */
export const seedOf = (checkpoint: string): string => sha256(checkpoint)

/**
 * The references that come first by the SHA-256 of “seed, space, reference”: as many as are drawn, or all. The order in which
 * they are given does not matter, so anybody who has the list and the seed draws the same.
 */
export function drawSample(seed: string, references: readonly string[], size = SAMPLE_SIZE): string[] {
  return references
    .map((reference) => ({ reference, rank: sha256(`${seed} ${reference}`) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, size)
    .map(({ reference }) => reference)
}

/** Reads the form. The day must lie after the period, or the checkpoint could be known before the last request was. */
export function readSampleQuery(
  given: Record<string, unknown>,
): { query: SampleQuery; faults: null } | { query: null; faults: SampleFaults } {
  const date = (name: keyof SampleQuery) => {
    const value = given[name]
    return typeof value === 'string' && isLocalDate(value) ? value : null
  }
  const [from, to, day] = [date('from'), date('to'), date('day')]
  if (from && to && day && from <= to && to < day) return { query: { from, to, day }, faults: null }
  const faults: SampleFaults = {}
  if (!from) faults.from = 'missing'
  if (!to) faults.to = 'missing'
  else if (from && to < from) faults.to = 'before-from'
  if (!day) faults.day = 'missing'
  else if (to && day <= to) faults.day = 'not-after-period'
  return { query: null, faults }
}
