import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'

const DAY_MS = 86_400_000

export type UndeliveredCounts = {
  /** Messages to endpoints of programs, made in the period. */
  messages: number
  messagesGivenUp: number
  /** Emails that the mail server took, from the day of `from` on, and those given up. */
  letters: number
  lettersGivenUp: number
  /** Emails and messages that have waited for more than a day. */
  late: number
}

/**
 * Webhooks and emails since `from`, and those of them that were not delivered. What was given up counts also after its endpoint was turned off;
 * what waits for one that is off is not late. The caller has authorized.
 */
export async function countUndelivered(
  tx: Transaction,
  { from, to }: { from: Date; to: Date },
): Promise<UndeliveredCounts> {
  const since = sql`${from.toISOString()}::timestamptz`
  const dayAgo = sql`${new Date(to.getTime() - DAY_MS).toISOString()}::timestamptz`
  const [row] = await tx.execute<UndeliveredCounts>(sql`
    WITH webhooks AS (
      SELECT count(*)::int AS messages, count(*) FILTER (WHERE d.dead_at IS NOT NULL)::int AS given_up,
          count(*) FILTER (WHERE d.delivered_at IS NULL AND d.dead_at IS NULL AND d.created_at < ${dayAgo}
            AND e.disabled_at IS NULL)::int AS late
        FROM webhook_delivery d JOIN webhook_endpoint e USING (endpoint_id) WHERE d.created_at > ${since}
    ), sent AS (
      SELECT coalesce(sum(amount), 0)::int AS letters FROM mail_count
        WHERE outcome = 'sent' AND day >= ${almatyDate(from)}::date
    ), letters AS (
      SELECT count(*) FILTER (WHERE state = 'given-up' AND last_tried_at > ${since})::int AS given_up,
          count(*) FILTER (WHERE state <> 'given-up' AND created_at < ${dayAgo})::int AS late
        FROM undelivered_mail
    )
    SELECT webhooks.messages, webhooks.given_up AS "messagesGivenUp", sent.letters + letters.given_up AS letters,
      letters.given_up AS "lettersGivenUp", webhooks.late + letters.late AS late FROM webhooks, sent, letters`)
  if (!row) throw new Error('a count has one row')
  return row
}
