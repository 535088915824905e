import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import type { channelCodes, topicCodes } from '#db/schema/consent-codes.ts'

export type Withdrawal = {
  subjectId: string
  topic: (typeof topicCodes)[number]
  channel: (typeof channelCodes)[number]
  recordedAt: Date
}

/**
 * Withdrawals of notifications since `from` that are the latest decision in the ledger: how many, and the newest of them, at
 * most `most`. In the caller's transaction, which has authorized.
 */
export async function readWithdrawals(
  tx: Transaction,
  from: Date,
  most: number,
): Promise<{ count: number; newest: Withdrawal[] }> {
  type Row = Omit<Withdrawal, 'recordedAt'> & { recordedAt: string; count: number }
  const rows = await tx.execute<Row>(sql`
    WITH latest AS (
      SELECT DISTINCT ON (subject_id, topic, channel) subject_id, topic, channel, decision, recorded_at
        FROM consent_event
        WHERE purpose = 'communication' AND recorded_at > ${from.toISOString()}::timestamptz
        ORDER BY subject_id, topic, channel, seq DESC
    )
    SELECT subject_id::text AS "subjectId", topic, channel, recorded_at AS "recordedAt", (count(*) OVER ())::int AS count
      FROM latest WHERE decision = 'withdrawn' ORDER BY recorded_at DESC, subject_id, topic, channel LIMIT ${most}`)
  return {
    count: rows[0]?.count ?? 0,
    newest: rows.map(({ subjectId, topic, channel, recordedAt }) => ({
      subjectId,
      topic,
      channel,
      recordedAt: new Date(recordedAt),
    })),
  }
}

/**
 * When each of these people withdrew their consent to the service, if that is their latest decision. Left out are consents that ended
 * without them, and a no on the first page, which withdraws nothing. The caller has authorized.
 */
export async function readServiceWithdrawals(
  tx: Transaction,
  subjectIds: readonly string[],
): Promise<Date[]> {
  const rows = await tx.execute<{ at: string }>(sql`
    SELECT e.recorded_at AS at
      FROM consent_state s JOIN consent_event e ON e.subject_id = s.subject_id AND e.seq = s.seq
      WHERE s.purpose = 'service' AND s.topic = '' AND s.decision = 'withdrawn' AND e.origin NOT IN ('term', 'policy', 'welcome')
        AND s.subject_id = ANY (${toArrayLiteral([...subjectIds])}::uuid[])`)
  return rows.map(({ at }) => new Date(at))
}
