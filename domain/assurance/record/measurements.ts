import { and, asc, desc, gt, lte, sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { evidenceMeasurement } from '#db/schema/assurance.ts'
import { evidenceIds } from '#db/schema/assurance-codes.ts'
import { contentHash } from '#platform/canonical-json.ts'
import type { EvidenceId } from '../rules/evidence.ts'

export type Measurement = Omit<typeof evidenceMeasurement.$inferSelect, 'sha256'>

/** What was measured and when, as the API publishes it (docs/decisions/031-evidence.md). */
export const measuredAs = (one: Measurement) => ({
  evidence: one.evidence,
  measuredAt: one.measuredAt.toISOString(),
  expiresAt: one.expiresAt.toISOString(),
  from: one.periodFrom?.toISOString() ?? null,
  figures: one.figures,
})

/** SHA-256 of it, which the audit log names. */
export const measurementHash = (one: Measurement): Buffer => contentHash(measuredAs(one))

/** How the audit log names a measurement. */
export const resourceOf = ({ evidence, sha256 }: { evidence: EvidenceId; sha256: Buffer }) =>
  `evidence:${evidence}/${sha256.toString('hex')}`

/** Writes a measurement and returns its hash; null when there is one of that moment. */
export async function insertMeasurement(tx: Transaction, one: Measurement): Promise<Buffer | null> {
  const sha256 = measurementHash(one)
  const rows = await tx
    .insert(evidenceMeasurement)
    .values({ ...one, sha256 })
    .onConflictDoNothing()
    .returning({ evidence: evidenceMeasurement.evidence })
  return rows.length === 0 ? null : sha256
}

/** The newest measurement of each up to a moment: one whose clock was ahead does not count. */
export async function latestMeasurements(
  tx: Transaction,
  now: Date,
): Promise<Map<EvidenceId, typeof evidenceMeasurement.$inferSelect>> {
  // One step in the index for each: DISTINCT ON would read every measurement that was ever made.
  const latest = tx
    .select()
    .from(evidenceMeasurement)
    .where(and(sql`${evidenceMeasurement.evidence} = e.id`, lte(evidenceMeasurement.measuredAt, now)))
    .orderBy(desc(evidenceMeasurement.measuredAt))
    .limit(1)
    .as('latest')
  const { evidence, measuredAt, expiresAt, periodFrom, figures, sha256 } = latest
  const rows = await tx
    .select({ evidence, measuredAt, expiresAt, periodFrom, figures, sha256 })
    .from(sql`unnest(${toArrayLiteral([...evidenceIds])}::text[]) AS e (id)`)
    .innerJoinLateral(latest, sql`true`)
  return new Map(rows.map((row) => [row.evidence, row]))
}

/** All measurements after `from` and up to `to`, by evidence, the oldest first. */
export function measurementsBetween(
  tx: Transaction,
  { from, to }: { from: Date; to: Date },
): Promise<Measurement[]> {
  const { evidence, measuredAt, expiresAt, periodFrom, figures } = evidenceMeasurement
  return tx
    .select({ evidence, measuredAt, expiresAt, periodFrom, figures })
    .from(evidenceMeasurement)
    .where(and(gt(measuredAt, from), lte(measuredAt, to)))
    .orderBy(asc(evidence), asc(measuredAt))
}
