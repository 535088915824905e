import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { contentHash } from '#platform/canonical-json.ts'
import type { UsageFact, UsageTally } from '../rules/usage.ts'
import type { ShownCell } from '../rules/usage-groups.ts'

/** People by measure, month and group; empty: all. */
export type SecondCount = Map<string, number>

const placeOf = (measure: string, key: string) => `${measure} ${key}`

/** Adds the facts of whole people as the database counts them: nothing of the first count is used. In the caller's transaction. */
export async function addSecondCount(
  tx: Transaction,
  second: SecondCount,
  facts: readonly UsageFact[],
): Promise<void> {
  const given = JSON.stringify(
    facts.map(({ person, group, month, measure }) => ({ person, group, month, measure })),
  )
  const rows = await tx.execute<{ measure: string; key: string; people: number }>(sql`
    SELECT measure, concat(month, '/', "group") AS key, count(DISTINCT person)::int AS people
    FROM jsonb_to_recordset(${given}::text::jsonb) AS f (person text, "group" text, month text, measure text)
    GROUP BY GROUPING SETS ((measure, month, "group"), (measure, month), (measure, "group"), (measure))`)
  for (const { measure, key, people } of rows) {
    const place = placeOf(measure, key)
    second.set(place, (second.get(place) ?? 0) + people)
  }
}

/** In how many cells the two counts differ. */
export function differingCells(tally: UsageTally, second: ReadonlyMap<string, number>): number {
  const first = new Map(
    [...tally].flatMap(([measure, cells]) =>
      [...cells].map(([key, { people }]): [string, number] => [placeOf(measure, key), people]),
    ),
  )
  return [...new Set([...first.keys(), ...second.keys()])].filter(
    (place) => (first.get(place) ?? 0) !== (second.get(place) ?? 0),
  ).length
}

/** Of the figures as they are stored: SHA-256, in an order of their own. */
export const hashOfCells = (cells: readonly ShownCell[]): Buffer =>
  contentHash(
    cells
      .map(({ measure, group, month, people, average }) => [measure, group, month, people, average])
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  )
