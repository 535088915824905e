import { sql } from 'drizzle-orm'
import type { Database } from '#db/client.ts'

/** The assignee of one in a thousand seeded requests; each other request has its own. */
export const seededMember = '00000000-0000-7000-8000-000000000001'

/**
 * Fills the queue with `count` requests of no real subject: half open, of these a tenth without a deadline and few in
 * rare statuses. Inserted by the owner, because the rules only allow new requests.
 */
export async function seedQueue(owner: Database, count: number): Promise<void> {
  const batch = 25_000
  await owner.db.execute(sql`ALTER TABLE request DISABLE TRIGGER request_status`)
  for (let from = 0; from < count; from += batch)
    await owner.db.execute(sql`
      INSERT INTO request (subject_id, request_id, reference, kind, status, channel, locale, filed_by_kind, received_at,
        due_at, closed_at, assigned_to, idempotency_key, body_sha256)
      SELECT gen_random_uuid(), gen_random_uuid(), 'T' || n,
        CASE WHEN n % 10 = 0 THEN 'question' ELSE 'access' END,
        CASE WHEN n % 2 = 1 THEN 'fulfilled' WHEN n % 500 = 0 THEN 'awaiting-approval' ELSE 'in-progress' END,
        'portal', 'ru', 'subject', now() - n * interval '1 minute',
        CASE WHEN n % 10 = 0 THEN NULL ELSE now() + (n % 5000) * interval '1 minute' - interval '1 hour' END,
        CASE WHEN n % 2 = 1 THEN now() - n * interval '1 second' END,
        CASE WHEN n % 1000 = 2 THEN ${seededMember}::uuid ELSE gen_random_uuid() END,
        'k' || n, '\\x00'
      FROM generate_series(${from}::int + 1, ${Math.min(count, from + batch)}::int) n`)
  await owner.db.execute(sql`ALTER TABLE request ENABLE TRIGGER request_status`)
  await owner.db.execute(sql`ANALYZE request`)
}
