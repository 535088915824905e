import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { countSpans } from '../daily-counts/count-events.ts'

/** Events of the ledger that lie together: `firstSeq` to `lastSeq` of one person. */
export type Span = { subjectId: string; firstSeq: number; lastSeq: number }

export type ToldChoice = {
  subjectId: string
  seq: number
  eventId: string
  purpose: string
  topic: string
  channel: string
  decision: 'granted' | 'withdrawn'
  policyVersion: number
  locale: string
  origin: string
  recordedAt: Date
  /** When it was made, where it was imported from another system. */
  givenAt: Date | null
  expiresAt: Date | null
}

/**
 * Takes up to `most` unpublished spans out of the outbox in the caller's transaction and counts their events for statistics.
 * They are published if it commits and stay if it does not.
 */
export async function takeUnpublishedSpans(ctx: Context, tx: Transaction, most: number): Promise<Span[]> {
  authorize(ctx.actor, 'choices.tell')
  const spans = await tx.execute<Span>(sql`
    DELETE FROM consent_outbox WHERE (subject_id, first_seq) IN
      (SELECT subject_id, first_seq FROM consent_outbox ORDER BY subject_id, first_seq LIMIT ${most})
    RETURNING subject_id AS "subjectId", first_seq AS "firstSeq", last_seq AS "lastSeq"`)
  if (spans.length > 0) await countSpans(tx, spans)
  return spans
}

/** The events of these spans, in the order of each person's ledger. */
export async function readSpans(
  ctx: Context,
  tx: Transaction,
  spans: readonly Span[],
): Promise<ToldChoice[]> {
  authorize(ctx.actor, 'choices.tell')
  type Row = Omit<ToldChoice, 'recordedAt' | 'givenAt' | 'expiresAt'> & {
    recordedAt: string
    givenAt: string | null
    expiresAt: string | null
  }
  const rows = await tx.execute<Row>(sql`
    SELECT e.subject_id AS "subjectId", e.seq, e.event_id AS "eventId", e.purpose, e.topic, e.channel, e.decision,
      e.policy_version AS "policyVersion", e.locale, e.origin, e.recorded_at::text AS "recordedAt",
      e.given_at::text AS "givenAt", e.expires_at::text AS "expiresAt"
    FROM json_to_recordset(${JSON.stringify(spans)}::text::json) AS s("subjectId" uuid, "firstSeq" int, "lastSeq" int)
    JOIN consent_event e ON e.subject_id = s."subjectId" AND e.seq BETWEEN s."firstSeq" AND s."lastSeq"
    ORDER BY e.subject_id, e.seq`)
  const moment = (text: string | null) => (text === null ? null : new Date(text))
  return rows.map((row) => ({
    ...row,
    recordedAt: new Date(row.recordedAt),
    givenAt: moment(row.givenAt),
    expiresAt: moment(row.expiresAt),
  }))
}
