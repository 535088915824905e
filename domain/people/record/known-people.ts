import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { MasterKeys } from '#platform/crypto/master-keys.ts'
import { emailIndex } from './subject-fields.ts'

// Parts of queries over everybody: nothing but ids leaves the database. Their callers have authorized.

/** Everybody in the portal, or everybody with an account on the platform. */
export const everybody = (of: 'portal' | 'platform'): SQL =>
  of === 'portal'
    ? sql`SELECT subject_id FROM subject`
    : sql`SELECT subject_id FROM subject WHERE external_id IS NOT NULL`

/** Of the people that `ids` selects, those that the portal knows and has not erased. */
export const knownAmong = (ids: SQL): SQL => sql`SELECT s.subject_id FROM subject s
  WHERE s.subject_id IN (${ids}) AND NOT EXISTS (SELECT FROM erased_subject e WHERE e.subject_id = s.subject_id)`

/** The people with these addresses (as `parseEmailAddress` spells them) and ids of the platform, and how many were not found. */
export async function findNamed(
  tx: Transaction,
  keys: MasterKeys,
  { addresses, externalIds }: { addresses: readonly string[]; externalIds: readonly string[] },
): Promise<{ subjectIds: string[]; unknown: number }> {
  const indexes = addresses.map((address) => emailIndex(keys, address).toString('hex'))
  const rows = await tx.execute<{ id: string; named: number }>(sql`
    SELECT s.subject_id AS id, (s.email_index IS NOT NULL AND encode(s.email_index, 'hex') IN
        (SELECT jsonb_array_elements_text(${JSON.stringify(indexes)}::text::jsonb)))::int
      + (s.external_id IS NOT NULL AND s.external_id IN
        (SELECT jsonb_array_elements_text(${JSON.stringify(externalIds)}::text::jsonb)))::int AS named
    FROM subject s
    WHERE s.email_index IN (SELECT decode(jsonb_array_elements_text(${JSON.stringify(indexes)}::text::jsonb), 'hex'))
      OR s.external_id IN (SELECT jsonb_array_elements_text(${JSON.stringify(externalIds)}::text::jsonb))`)
  const found = rows.reduce((sum, { named }) => sum + named, 0)
  return { subjectIds: rows.map(({ id }) => id), unknown: addresses.length + externalIds.length - found }
}
