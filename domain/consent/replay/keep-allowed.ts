import { sql } from 'drizzle-orm'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { subjectByExternalId } from '#domain/people/subjects/external-id.ts'

/** Questions about one choice of one person that were answered yes on one day. */
export type AllowedDecision = {
  /** The id by which the platform knows the person. */
  subject: string
  /** When the day began in Almaty. */
  day: Date
  purpose: string
  topic: string
  channel: string
  amount: number
}

/**
 * Adds to the answers of the day. A person who was erased meanwhile is left out: nobody has that id any more. In the order of the key,
 * so that two instances that write at once do not lock each other out.
 */
// no audit record: every question would be one, and the rows are gone after two days
export async function keepAllowed(ctx: Context, decisions: readonly AllowedDecision[]): Promise<void> {
  authorize(ctx.actor, 'decisions.ask')
  await ctx.transaction((tx) =>
    tx.execute(sql`
      INSERT INTO allowed_decision AS kept (subject_id, day, purpose, topic, channel, amount)
      SELECT s.subject_id, a.day, a.purpose, a.topic, a.channel, a.amount
      FROM jsonb_to_recordset(${JSON.stringify(decisions)}::text::jsonb)
          AS a (subject text, day timestamptz, purpose text, topic text, channel text, amount int),
        LATERAL (${subjectByExternalId(sql`a.subject`)}) s
      ORDER BY 1, 2, 3, 4, 5
      ON CONFLICT (subject_id, day, purpose, topic, channel) DO UPDATE SET amount = kept.amount + excluded.amount`),
  )
}
