import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { timeZone } from '#platform/time/almaty-time.ts'

/** What an event counts as: the day on which it was made, and the choice. `e` is the event. */
export const countedAs = sql`(coalesce(e.given_at, e.recorded_at) AT TIME ZONE ${timeZone}::text)::date,
  e.purpose, e.topic, e.channel, e.locale, e.decision`

/** Events of the ledger that lie together, as in the outbox. */
type Spans = readonly { subjectId: string; firstSeq: number; lastSeq: number }[]

/**
 * Counts the events of these spans in the transaction that takes them out of the outbox: an event is counted exactly when it is
 * in the outbox no more.
 */
export async function countSpans(tx: Transaction, spans: Spans): Promise<void> {
  await tx.execute(sql`
    INSERT INTO consent_count AS c (day, purpose, topic, channel, locale, decision, amount)
      SELECT ${countedAs}, count(*)
      FROM json_to_recordset(${JSON.stringify(spans)}::text::json) AS s("subjectId" uuid, "firstSeq" int, "lastSeq" int)
      JOIN consent_event e ON e.subject_id = s."subjectId" AND e.seq BETWEEN s."firstSeq" AND s."lastSeq"
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
    ON CONFLICT (day, purpose, topic, channel, locale, decision) DO UPDATE SET amount = c.amount + excluded.amount`)
}
