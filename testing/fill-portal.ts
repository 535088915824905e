import { type SQL, sql } from 'drizzle-orm'
import { toArrayLiteral } from '../db/arrays.ts'
import type { Database } from '../db/client.ts'
import { fillRequests } from './fill-requests.ts'

export type Amounts = { people: number; requests: number; events: number }
/** Ids of rows that the portal made itself, so that its pages can decrypt them. */
export type Real = {
  subjects: readonly string[]
  staff: readonly string[]
  endpoint: string
  /** A new key of a person under the newest master key; without it noise stands in its place. */
  wrapKey?: () => { keyId: string; version: number; wrapped: Buffer }
}

const atOnce = 200_000

/**
 * Fills the tables with invented rows, as the owner and under row-level security, triggers included. What is sealed is noise of the
 * usual length. Skewed as real rows are: some people have a hundred times the rows of others, a few members of staff do most.
 * Indexes that only order or find rows are made again at the end, which is faster and gives the same. `FILL_LOUD`: says how far it is.
 */
export async function fillPortal(owner: Database, amounts: Amounts, real: Real): Promise<void> {
  await owner.db.execute(sql`
    CREATE FUNCTION bench_id(kind int, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT (lpad(to_hex(1650000000000 + n * 100), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8'
        || substr(md5(n::text), 1, 15))::uuid $$`)
  await owner.db.execute(sql`
    CREATE FUNCTION bench_noise(n bigint, length int) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT substring(string_agg(sha512((n || '/' || part)::bytea), '') FROM 1 FOR length) FROM generate_series(0, (length - 1) / 64) part $$`)
  await Promise.all([
    fillPeople(owner, amounts).then(() => fillKeys(owner, amounts, real)),
    fillRequests(owner, amounts, real)
      .then(() => fillLog(owner, amounts, real))
      .then(() => fillOperations(owner, amounts, real)),
  ])
  await owner.db.execute(sql`DROP FUNCTION bench_id, bench_noise`)
  await owner.db.execute(sql`VACUUM ANALYZE`)
}

/** Runs `fill` for slices of 1 to `count`, without the indexes of these tables that no constraint needs. */
async function inSlices(
  owner: Database,
  tables: readonly string[],
  count: number,
  fill: (from: number, to: number) => SQL,
) {
  const indexes = await owner.db.execute<{ name: string; definition: string }>(sql`
    SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
    WHERE i.indrelid = ANY (${toArrayLiteral(tables)}::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)`)
  for (const { name } of indexes) await owner.db.execute(sql.raw(`DROP INDEX ${name}`))
  for (let from = 1; from <= count; from += atOnce)
    await owner.db.execute(fill(from, Math.min(count, from + atOnce - 1)))
  for (const { definition } of indexes) await owner.db.execute(sql.raw(definition))
  if (process.env.FILL_LOUD)
    console.error(`${new Date().toISOString().slice(11, 19)} ${tables.join(', ')}: ${count}`)
}

async function fillPeople(owner: Database, { people, events }: Amounts) {
  const few = Math.max(1, Math.round(events / people) - 1)
  await inSlices(
    owner,
    ['subject', 'consent_head', 'subject_session', 'minor'],
    people,
    (from, to) => sql`
    WITH person AS (
      SELECT n, bench_id(1, n) AS id, now() - interval '700 days' * (1 - n::float8 / ${people}::int) AS at
      FROM generate_series(${from}::int, ${to}::int) n
    ), heads AS (
      INSERT INTO consent_head (subject_id, last_seq) SELECT id, CASE WHEN n % 50 = 0 THEN ${few * 6}::int ELSE ${few}::int END FROM person
    ), sessions AS (
      INSERT INTO subject_session (subject_id, token_hash, method, created_at, seen_at, expires_at)
        SELECT id, sha256(n::text::bytea), 'link', now(), now(), now() + interval '30 days' FROM person WHERE n % 4 = 0
    ), minors AS (
      INSERT INTO minor (subject_id, adult_on, asked, declared_at)
        SELECT id, current_date + 300, '[]', at FROM person WHERE n % 40 = 0
    )
    INSERT INTO subject (subject_id, external_id, source, locale, email_sealed, email_index, name_sealed, phone_sealed, welcomed_at,
        created_at, updated_at)
      SELECT id, 'person-' || n, CASE WHEN n % 5 = 0 THEN 'import' ELSE 'platform' END, (ARRAY['ru','kk','kk','en'])[1 + n % 4],
        bench_noise(n, 62), sha256(('email-' || n)::bytea), bench_noise(n + 1, 70), bench_noise(n + 2, 50), at, at, at FROM person`,
  )
  // A person's events lie all over the table, as they do when people choose over the years.
  await inSlices(owner, ['consent_event'], people * few, (from, to) => eventsOf(from, to, { people, few }))
  const more = few * 5
  await inSlices(owner, ['consent_event'], Math.round(people / 50) * more, (from, to) =>
    eventsOf(from, to, { people: Math.round(people / 50), few, every: 50 }),
  )
  await inSlices(owner, ['consent_state'], people, (from, to) => statesOf(from, to))
}

async function fillKeys(owner: Database, { people }: Amounts, { wrapKey }: Real) {
  if (!wrapKey)
    return inSlices(
      owner,
      ['keystore.subject_key'],
      people,
      (from, to) => sql`
      INSERT INTO keystore.subject_key (subject_id, key_id, master_version, wrapped, created_at)
        SELECT bench_id(1, n), bench_id(2, n), 1, bench_noise(n, 61), now() FROM generate_series(${from}::int, ${to}::int) n`,
    )
  const some = 10_000
  for (let from = 1; from <= people; from += some) {
    const keys = Array.from({ length: Math.min(some, people - from + 1) }, wrapKey)
    await owner.db.execute(sql`
      INSERT INTO keystore.subject_key (subject_id, key_id, master_version, wrapped, created_at)
        SELECT bench_id(1, ${from}::int + place - 1), key_id, ${keys[0]?.version}::int, wrapped, now()
        FROM unnest(${toArrayLiteral(keys.map(({ keyId }) => keyId))}::uuid[], ${toArrayLiteral(keys.map(({ wrapped }) => wrapped))}::bytea[])
          WITH ORDINALITY AS made (key_id, wrapped, place)`)
  }
}

/** The nth row is the event `seq` of a person. `every`: later events, of every so manieth person. */
const eventsOf = (
  from: number,
  to: number,
  { people, few, every = 1 }: { people: number; few: number; every?: number },
) => sql`
  WITH choice AS (SELECT purpose, topic, channel, row_number() OVER (ORDER BY purpose, topic, channel) - 1 AS place
    FROM (SELECT DISTINCT t.purpose, t.topic, CASE WHEN t.topic = '' THEN '' ELSE c END AS channel
      FROM consent_text t, unnest(ARRAY['email', 'sms', 'push']) c) AS x)
  INSERT INTO consent_event (subject_id, seq, event_id, purpose, topic, channel, decision, policy_version, text_version, text_sha256,
      locale, origin, actor_kind, actor_id, idempotency_key, body_sha256, recorded_at)
    SELECT bench_id(1, person), seq, bench_id(${2 + every}::int, n), c.purpose, c.topic, c.channel,
      CASE WHEN (person + seq) % 3 = 0 THEN 'withdrawn' ELSE 'granted' END, 1, 1, sha256(c.purpose::bytea), 'ru', 'settings', 'subject',
      bench_id(1, person)::text, md5(n::text), sha256(n::text::bytea), at
    FROM (SELECT n, ${every}::int * (1 + (n - 1) % ${people}::bigint) AS person,
        (${every === 1 ? 1 : few + 1}::int + (n - 1) / ${people}::bigint)::int AS seq,
        now() - interval '700 days' * random() AS at
      FROM generate_series(${from}::bigint, ${to}::bigint) n) AS made
    JOIN choice c ON c.place = (person + seq) % (SELECT count(*) FROM choice)
    ORDER BY n`

const statesOf = (from: number, to: number) => sql`
  INSERT INTO consent_state (subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at)
    SELECT DISTINCT ON (subject_id, purpose, topic, channel) subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at
    FROM consent_event WHERE subject_id BETWEEN bench_id(1, ${from}::int) AND bench_id(1, ${to}::int)
    ORDER BY subject_id, purpose, topic, channel, seq DESC`

/** A hundredth of all records is about one person; a tenth was made by staff, half of it by a fifth of them. */
async function fillLog(owner: Database, { people, requests, events }: Amounts, { subjects, staff }: Real) {
  const heavy = subjects[0] ?? ''
  const actions = [
    ...Array(12).fill('consent.grant'),
    ...Array(5).fill('consent.withdraw'),
    'sign-in.ask',
    'sign-in.succeed',
    'sign-in.succeed',
    'receipt.read',
    'profile.change',
    'mail.send',
  ]
  const staffActions = [
    'request.read',
    'request.read',
    'request.read',
    'request.message',
    'request.assign',
    'subject.reveal',
    'audit.read',
  ]
  await inSlices(
    owner,
    ['audit_event'],
    events,
    (from, to) => sql`
    INSERT INTO audit_event (audit_id, at, actor_kind, actor_id, action, subject_id, resource, request_id)
      SELECT bench_id(4, n), at, kind, CASE kind WHEN 'staff' THEN member WHEN 'subject' THEN person::text WHEN 'program' THEN 'key-' || n % 7
          ELSE 'worker' END,
        CASE WHEN kind = 'staff' THEN (${toArrayLiteral(staffActions)}::text[])[1 + n % ${staffActions.length}::int]
          WHEN n % 500000 = 1 THEN 'data-map.export' ELSE (${toArrayLiteral(actions)}::text[])[1 + n % ${actions.length}::int] END,
        person, CASE WHEN kind = 'staff' THEN 'request:' || bench_id(5, 1 + (n * 7) % ${requests}::bigint) ELSE 'consent_event:' || n % 60 END,
        md5(n::text)
      FROM (SELECT n, now() - interval '700 days' * (1 - n::float8 / ${events}::bigint) AS at,
          CASE WHEN n % 10 = 0 THEN 'staff' WHEN n % 10 = 1 THEN 'program' WHEN n % 10 = 2 THEN 'system'
            WHEN n % 300000 = 3 THEN 'representative' ELSE 'subject' END AS kind,
          (${toArrayLiteral(staff)}::text[])[1 + floor(${staff.length}::int * power(random(), 3))::int] AS member,
          CASE WHEN n % 100 IN (0, 55) AND n % 200 < 100 THEN ${heavy}::uuid
            ELSE bench_id(1, 1 + floor(${people}::int * power(random(), 2))::bigint) END AS person
        FROM generate_series(${from}::bigint, ${to}::bigint) n) AS made ORDER BY n`,
  )
  await inSlices(
    owner,
    ['audit_leaf'],
    events,
    (from, to) => sql`
    INSERT INTO audit_leaf (leaf_index, leaf_hash, audit_id, salt)
      SELECT n - 1, sha256(n::text::bytea), bench_id(4, n), bench_noise(n, 16) FROM generate_series(${from}::bigint, ${to}::bigint) n`,
  )
  // One for each full tile of 256 hashes below.
  await owner.db.execute(sql`
    INSERT INTO audit_tile_hash (level, hash_index, hash)
      SELECT level, n, sha256((level || '/' || n)::bytea)
      FROM generate_series(1, 4) level, generate_series(0, ${events}::bigint / (256 ^ level)::bigint - 1) n`)
}

async function fillOperations(
  owner: Database,
  { people, requests, events }: Amounts,
  { staff, endpoint }: Real,
) {
  const each = (count: number, statement: SQL) =>
    owner.db.execute(
      sql`WITH made AS (SELECT n FROM generate_series(1, ${Math.round(count)}::int) n) ${statement}`,
    )
  await each(
    events / 30,
    sql`INSERT INTO webhook_delivery (subject_id, endpoint_id, delivery_id, event, payload, created_at, attempts, last_attempt_at,
        last_outcome, delivered_at, dead_at)
      SELECT bench_id(1, 1 + n % ${people}::int), ${endpoint}::uuid, bench_id(7, n), 'choice.recorded', '{"type": "choice.recorded"}', at, 1, at,
        CASE WHEN n % 100 = 0 THEN '500' ELSE '200' END, CASE WHEN n % 100 > 0 AND n % 1000 <> 1 THEN at END, CASE WHEN n % 100 = 0 THEN at END
      FROM (SELECT n, now() - interval '30 days' * random() AS at FROM made) AS m`,
  )
  await each(
    requests / 50,
    sql`INSERT INTO undelivered_mail (mail_id, task, payload, state, reason, code, tries, created_at, last_tried_at, next_try_at)
      SELECT bench_id(8, n), 'send-request-mail', '{}', CASE WHEN n % 20 = 0 THEN 'deferred' ELSE 'given-up' END, 'refused', '550', 3,
        now() - interval '90 days' * random(), now(), CASE WHEN n % 20 = 0 THEN now() + interval '1 hour' END FROM made`,
  )
  await each(
    events / 100,
    sql`INSERT INTO decision_count (hour, key_id, purpose, topic, channel, allowed, reason, asked)
      SELECT date_trunc('hour', now()) - interval '1 hour' * (n / 20), bench_id(9, 1 + n % 2), 'communication', 'new-materials',
        (ARRAY['email', 'sms', 'push'])[1 + n % 3], n % 2 = 0, 'r' || n % 20, n % 500 FROM made ON CONFLICT DO NOTHING`,
  )
  await each(
    events / 20,
    sql`INSERT INTO audit_checkpoint (log_number, size, note, last_xid, last_audit_id, signed_at)
      SELECT 0, n * 20, repeat('n', 220), '1', bench_id(4, n * 20), now() - interval '700 days' * (1 - n * 20.0 / ${events}::bigint) FROM made`,
  )
  await each(
    people / 5,
    sql`INSERT INTO deleted_row (schema_name, table_name, key) SELECT 'public', 'subject_session', jsonb_build_object('n', n) FROM made`,
  )
  await each(
    people / 20,
    sql`INSERT INTO rate_limit (key, points, expire) SELECT 'bench:' || n, 1, 4102444800000 FROM made`,
  )
  await each(
    people / 50,
    sql`INSERT INTO verification (verification_id, purpose, account_id, address_index, link_hash, browser_hash, locale, created_at, expires_at)
      SELECT bench_id(10, n), 'sign-in', bench_id(1, n), sha256(n::text::bytea), sha256(n::text::bytea), sha256(n::text::bytea), 'ru', now(),
        now() + interval '1 hour' FROM made`,
  )
  await each(
    people / 500,
    sql`INSERT INTO staff_reminder (about, reminded_at) SELECT 'bench:' || n, now() FROM made`,
  )
  await each(
    Math.max(20, people / 1000),
    sql`INSERT INTO reading_alert (alert_id, staff_id, day, opened, usual_own, usual_team, raised_at, finding, answered_at)
      SELECT bench_id(11, n), (${toArrayLiteral(staff)}::uuid[])[1 + n % ${staff.length}::int], current_date - n, 90, 10, 12,
        now() - interval '1 day' * n, CASE WHEN n > 3 THEN 'explained' END, CASE WHEN n > 3 THEN now() END FROM made ON CONFLICT DO NOTHING`,
  )
  // Measured four times a day for five years at most: it does not grow with the people.
  await each(
    Math.min(events / 300, 7300),
    sql`INSERT INTO evidence_measurement (evidence, measured_at, expires_at, period_from, figures, sha256)
      SELECT evidence, measured_at - interval '6 hours' * n, expires_at - interval '6 hours' * n, period_from, figures, sha256
      FROM evidence_measurement, made`,
  )
  await owner.db.execute(sql`SELECT enqueue_job('send-request-mail', '{}'::json, NULL, now() + interval '1 hour' * n)
    FROM generate_series(1, ${Math.round(people / 200)}::int) n`)
}
