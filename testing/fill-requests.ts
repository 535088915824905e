import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '../db/arrays.ts'
import type { Database } from '../db/client.ts'
import type { Amounts, Real } from './fill-portal.ts'

/** One in fifty is open. */
const openShare = 50

/** Requests of five years through their lifecycle, with what hangs on them. */
export async function fillRequests(
  owner: Database,
  { people, requests }: Amounts,
  { subjects, staff }: Real,
) {
  const members = sql`${toArrayLiteral(staff)}::uuid[]`
  const memberOf = sql`(${members})[1 + n % ${staff.length}::int]`
  const heavy = subjects[0] ?? ''
  await owner.db.execute(sql`
    CREATE TABLE bench_request AS
      SELECT n, bench_id(5, n) AS request_id,
        CASE WHEN n % 1000 = 0 THEN ${heavy}::uuid ELSE bench_id(1, 1 + (n * 5) % ${people}::bigint) END AS subject_id,
        'CX-' || translate(upper(lpad(to_hex(n), 6, '0')), 'ILOU', '1100') AS bare,
        (ARRAY['access','access','access','erasure','erasure','rectification','portability','restriction','objection','question'])[1 + n % 10]
          AS kind, now() - interval '1825 days' * (1 - n::float8 / ${requests}::int) AS at,
        n % ${openShare}::int = 0 AND n > ${requests}::int / 2 OR n > ${requests}::int * 0.99 AS is_open
      FROM generate_series(1, ${requests}::int) n`)
  await owner.db.execute(sql`
    INSERT INTO request (subject_id, request_id, reference, kind, variant, status, channel, locale, details_sealed, filed_by_kind, filed_by_id,
        received_at, due_at, law_due_at, policy_due_at, idempotency_key, body_sha256, stop_hash)
      SELECT subject_id, request_id, substr(bare, 1, 7) || '-' || substr(bare, 8), kind, CASE kind WHEN 'erasure' THEN 'wish'
          WHEN 'restriction' THEN 'unlawful' ELSE '' END, 'received', 'portal', 'ru', bench_noise(n, 120), 'subject', subject_id::text,
        at, due, due, due, md5(n::text), sha256(n::text::bytea), CASE kind WHEN 'erasure' THEN sha256(n::text::bytea) END
      FROM (SELECT *, CASE WHEN kind <> 'question' THEN CASE WHEN is_open THEN now() + interval '1 day' * (n % 18 - 2) ELSE at + interval '15 days' END END
        AS due FROM bench_request) AS made`)
  await owner.db.execute(sql`
    UPDATE request r SET status = 'in-progress', assigned_to = ${memberOf}, staff_opened_at = received_at + interval '1 hour'
    FROM bench_request b WHERE b.request_id = r.request_id AND b.subject_id = r.subject_id AND (NOT is_open OR n % 100 >= 50)`)
  await owner.db.execute(sql`
    UPDATE request r SET status = CASE WHEN n % 12 = 0 THEN 'refused' WHEN n % 17 = 0 THEN 'cancelled' ELSE 'fulfilled' END,
      closed_at = received_at + interval '1 day' * (1 + n % 16), decided_at = received_at + interval '1 day' * (1 + n % 16), last_step_seq = 4
    FROM bench_request b WHERE b.request_id = r.request_id AND b.subject_id = r.subject_id AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO request_step (subject_id, request_id, seq, step, from_status, to_status, actor_kind, actor_id, at)
      SELECT subject_id, request_id, seq, (ARRAY['file', 'take', 'ask', 'fulfil'])[seq], (ARRAY[NULL, 'received', 'in-progress', 'in-progress'])[seq],
        (ARRAY['received', 'in-progress', 'in-progress', 'fulfilled'])[seq], CASE seq WHEN 1 THEN 'subject' ELSE 'staff' END,
        CASE seq WHEN 1 THEN subject_id::text ELSE (${memberOf})::text END, at + interval '1 day' * (seq - 1)
      FROM bench_request, generate_series(1, 4) seq WHERE seq = 1 OR NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO request_message (subject_id, request_id, message_id, author, author_id, locale, body_sealed, sent_at)
      SELECT subject_id, request_id, bench_id(12, n * 3 + k), CASE k WHEN 1 THEN 'person' ELSE 'staff' END, (${memberOf})::text, 'ru',
        bench_noise(n, 600), at + interval '1 day' * k FROM bench_request, generate_series(1, 2) k`)
  await owner.db.execute(sql`
    INSERT INTO request_note (subject_id, request_id, note_id, staff_id, body_sealed, written_at)
      SELECT subject_id, request_id, bench_id(13, n), ${memberOf}, bench_noise(n, 300), at FROM bench_request WHERE n % 3 = 0`)
  await owner.db.execute(sql`
    INSERT INTO data_package (subject_id, request_id, state, try_at, created_at, made_at, released_at, expires_at, size)
      SELECT subject_id, request_id, CASE WHEN at > now() - interval '20 days' THEN 'released' ELSE 'expired' END, at, at, at, at,
        at + interval '30 days', 5000 FROM bench_request WHERE kind IN ('access', 'portability') AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO data_package_item (subject_id, request_id, item, source, state, records, at)
      SELECT subject_id, request_id, 'item-' || k, 'portal', 'included', 5, at FROM bench_request, generate_series(1, 12) k
      WHERE kind IN ('access', 'portability') AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO erasure_run (subject_id, request_id, state, starts_at, planned, try_at, created_at, ended_at, certificate_hash, key_destroyed_at)
      SELECT subject_id, request_id, 'done', at, '{}', at, at, at + interval '1 day', sha256(n::text::bytea), at
      FROM bench_request WHERE kind = 'erasure' AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO erasure_item (subject_id, request_id, item, source, state, matched, changed, left_over, kept_until, at)
      SELECT subject_id, request_id, 'item-' || k, 'portal', CASE WHEN k < 3 THEN 'kept' ELSE 'erased' END, 4, 4, 0,
        CASE WHEN k < 3 THEN at + interval '3650 days' END, at
      FROM bench_request, generate_series(1, 20) k WHERE kind = 'erasure' AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO erased_subject (subject_id, erased_at) SELECT DISTINCT ON (subject_id) subject_id, at FROM bench_request
      WHERE kind = 'erasure' AND NOT is_open AND subject_id <> ${heavy}::uuid`)
  await owner.db.execute(sql`
    INSERT INTO source_change (subject_id, change_id, request_id, kind, source, item, field, state, matched, changed, left_over, try_at, created_at, at)
      SELECT subject_id, bench_id(14, n), CASE WHEN kind = 'rectification' THEN request_id END, CASE WHEN kind = 'restriction' THEN 'restrict'
        WHEN kind = 'objection' THEN 'object' WHEN kind = 'rectification' THEN 'correct' ELSE 'profile' END, 'platform', 'item', 'field',
        CASE WHEN n % 2000 = 0 THEN 'failed' ELSE 'done' END, 1, 1, 0, at, at, at
      FROM bench_request WHERE NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO recipient_notice (subject_id, request_id, notice_id, recipient, country, state, created_at, at)
      SELECT subject_id, request_id, bench_id(15, n), '{}', 'KZ', CASE WHEN n % 4000 = 5 THEN 'to-tell' ELSE 'told' END, at, at
      FROM bench_request WHERE kind = 'rectification' AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO processing_restriction (subject_id, request_id, blocking, since, lifted_at)
      SELECT subject_id, request_id, n % 2 = 0, at, CASE WHEN n % 50 > 7 THEN at + interval '30 days' END
      FROM bench_request WHERE kind = 'restriction' AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO processing_objection (subject_id, request_id, seq, since, lifted_at)
      SELECT subject_id, request_id, 1, at, CASE WHEN n % 50 > 8 THEN at + interval '30 days' END
      FROM bench_request WHERE kind = 'objection' AND NOT is_open`)
  await owner.db.execute(sql`
    INSERT INTO access_report (subject_id, audit_id, locale, reported_at, due_at, finding, answered_by, answered_at)
      SELECT subject_id, bench_id(4, n * 10), 'ru', at, at + interval '15 days', CASE WHEN n % 4000 <> 0 THEN 'in-order' END, ${memberOf},
        CASE WHEN n % 4000 <> 0 THEN at + interval '2 days' END FROM bench_request WHERE n % 40 = 0`)
  await owner.db.execute(sql`
    INSERT INTO unverified_request (subject_id, request_id, reference, kind, locale, name_sealed, email_sealed, email_index, received_at, lapses_at)
      SELECT bench_id(16, n), bench_id(17, n), 'CX-U' || lpad(n::text, 6, '0'), 'access', 'ru', bench_noise(n, 60), bench_noise(n, 60),
        sha256(n::text::bytea), now(), now() + interval '5 days' FROM generate_series(1, ${Math.round(requests / 100)}::int) n`)
  await owner.db.execute(sql`UPDATE incident SET people = ${Math.round(people / 10)}::int, authority = 'told', subjects = 'told', authority_at = now(),
    subjects_at = now(), closed_at = now() WHERE incident_id NOT IN (SELECT incident_id FROM incident ORDER BY reference LIMIT 3)`)
  await owner.db.execute(sql`
    INSERT INTO incident_person (subject_id, incident_id, listed_at)
      SELECT bench_id(1, n), incident_id, now() FROM generate_series(1, ${Math.round(people / 10)}::int) n,
        (SELECT incident_id FROM incident ORDER BY reference LIMIT 2) AS i`)
  await owner.db.execute(sql`DROP TABLE bench_request`)
}
