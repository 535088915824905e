import { jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { evidenceIds } from './assurance-codes.ts'
import { bytes, moment } from './columns.ts'

/** What was measured of a promise, and when. Numbers only: whether it is kept is computed from them. Append-only. */
export const evidenceMeasurement = pgTable(
  'evidence_measurement',
  {
    evidence: text('evidence', { enum: evidenceIds }).notNull(),
    measuredAt: moment('measured_at').notNull(),
    /** From then on it says nothing any more. */
    expiresAt: moment('expires_at').notNull(),
    /** The period that was looked at, up to `measuredAt`; null: the state at that moment. */
    periodFrom: moment('period_from'),
    figures: jsonb('figures').notNull().$type<Record<string, number | null>>(),
    /** Of all the above as canonical JSON; the audit record of the measurement names it. */
    sha256: bytes('sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.evidence, t.measuredAt] })],
)
