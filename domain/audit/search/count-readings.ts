import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { almatyInstant } from '#platform/time/almaty-time.ts'
import { addDays, type LocalDate } from '#platform/time/local-date.ts'

/** Actions by which a member of staff sees data of a person, and those by which data of many leaves the portal. */
const readings = [
  'request.read',
  'request.read-locked',
  'request.open-attachment',
  'subject.reveal',
  'person.open',
  'person.read',
  'audit.find-person',
]
const exports = ['request.export', 'audit.export']

export type DayOfReading = { staffId: string; day: LocalDate; opened: number }

/**
 * How many persons' records each member of staff opened on each of these days in Almaty, by the log; an export counts as one. In the
 * caller's transaction, which has authorized.
 */
export async function countReadings(tx: Transaction, days: readonly LocalDate[]): Promise<DayOfReading[]> {
  const found: DayOfReading[] = []
  for (const day of days) {
    const from = almatyInstant(day).toISOString()
    const to = almatyInstant(addDays(day, 1)).toISOString()
    const rows = await tx.execute<{ staffId: string; opened: number }>(sql`
      SELECT actor_id AS "staffId", count(DISTINCT subject_id)::int
          + (count(*) FILTER (WHERE action = ANY(${toArrayLiteral(exports)}::text[])))::int AS opened
        FROM audit_event
        WHERE actor_kind = 'staff' AND action = ANY(${toArrayLiteral([...readings, ...exports])}::text[])
          AND at >= ${from}::timestamptz AND at < ${to}::timestamptz
        GROUP BY actor_id`)
    found.push(...[...rows].map(({ staffId, opened }) => ({ staffId, day, opened })))
  }
  return found
}
