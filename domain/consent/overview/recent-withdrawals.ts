import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'

export type RecentWithdrawal = {
  eventId: string
  purpose: string
  topic: string
  channel: string
  origin: string
  locale: string
  recordedAt: string
}

/** Of so many of the newest events: older withdrawals are not recent. */
const LOOKED_AT = 2000

/** The newest withdrawals, of nobody by name. Ids of events rise with time, so the index finds them. The caller has authorized. */
export async function recentWithdrawals(tx: Transaction, most: number): Promise<RecentWithdrawal[]> {
  const rows = await tx.execute<RecentWithdrawal>(sql`
    SELECT event_id::text AS "eventId", purpose, topic, channel, origin, locale, recorded_at::text AS "recordedAt"
      FROM (SELECT * FROM consent_event ORDER BY event_id DESC LIMIT ${LOOKED_AT}) newest
      WHERE decision = 'withdrawn' ORDER BY event_id DESC LIMIT ${most}`)
  return rows.map((row) => ({ ...row, recordedAt: new Date(row.recordedAt).toISOString() }))
}
