import { sql } from 'drizzle-orm'
import type { Database } from '../db/client.ts'

/**
 * Creates people `person-0`, `person-1`, … with past events, inserted by the tables' owner: a grown database in
 * minutes. Ledger, projection and log agree, so verification passes.
 */
export async function loadPeople(
  owner: Database,
  { people, eventsEach }: { people: number; eventsEach: number },
) {
  const step = 100_000
  for (let from = 0; from < people; from += step) {
    const to = Math.min(people, from + step) - 1
    await owner.db.execute(sql`
      INSERT INTO subject (subject_id, external_id, source, locale, created_at, updated_at)
      SELECT md5('person-' || n)::uuid, 'person-' || n, 'import', 'ru', now(), now() FROM generate_series(${from}::int, ${to}::int) n`)
    if (eventsEach === 0) continue
    await owner.db.execute(sql`
      WITH made AS (
        SELECT md5('person-' || n)::uuid AS subject_id, seq, CASE WHEN (n + seq) % 3 = 0 THEN 'withdrawn' ELSE 'granted' END AS decision,
          CASE seq % 4 WHEN 0 THEN 'analytics' WHEN 1 THEN 'improvement' WHEN 2 THEN 'personalisation' ELSE 'service' END AS purpose,
          now() - make_interval(days => ${eventsEach}::int - seq) AS at
        FROM generate_series(${from}::int, ${to}::int) n, generate_series(1, ${eventsEach}::int) seq
      ), events AS (
        INSERT INTO consent_event (subject_id, seq, event_id, purpose, decision, policy_version, text_version, text_sha256, locale,
            origin, actor_kind, actor_id, idempotency_key, body_sha256, recorded_at)
          SELECT subject_id, seq, gen_random_uuid(), purpose, decision, 1, 1, '\\x00', 'ru', 'import', 'system', 'bench',
            md5(subject_id::text || seq), '\\x00', at FROM made
      ), heads AS (
        INSERT INTO consent_head (subject_id, last_seq) SELECT subject_id, max(seq) FROM made GROUP BY subject_id
      ), states AS (
        INSERT INTO consent_state (subject_id, purpose, decision, seq, policy_version, recorded_at)
          SELECT DISTINCT ON (subject_id, purpose) subject_id, purpose, decision, seq, 1, at FROM made
          ORDER BY subject_id, purpose, seq DESC
      )
      INSERT INTO audit_event (audit_id, at, actor_kind, actor_id, action, subject_id, resource)
        SELECT gen_random_uuid(), at, 'system', 'bench', 'consent.change', subject_id, 'consent_event:' || seq FROM made`)
  }
  await owner.db.execute(sql`ANALYZE subject, consent_head, consent_event, consent_state, audit_event`)
}
