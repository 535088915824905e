import { sql } from 'drizzle-orm'
import type { CommitWith, Transaction } from '#db/client.ts'
import { prepared } from '#db/prepared.ts'
import type { AuditAction } from '#db/schema/audit-codes.ts'
import { appendFrom } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { choiceName } from '../rules/catalogue.ts'
import type { EventSpan, WritePlan } from './plan-write.ts'

const { placeholder } = sql

// One statement and two arrays of rows, events and what belongs to several of them together. Most of a row is the same in
// many of them: what they have in common is sent once, as a kind.
const insertEvents = prepared(sql`
  WITH given AS MATERIALIZED (
    SELECT e.*, k.* FROM json_to_recordset(${placeholder('events')}::text::json)
        AS e(kind int, subject_id uuid, seq int, event_id uuid, idempotency_key text, body_sha256 bytea,
          is_latest boolean)
      JOIN json_to_recordset(${placeholder('eventKinds')}::text::json)
        AS k(place int, purpose text, topic text, channel text, decision text, policy_version int, text_version int,
          text_sha256 bytea, locale text, origin text, signal text, actor_kind text, actor_id text,
          recorded_at timestamptz, given_at timestamptz, expires_at timestamptz, unknown_citation jsonb)
        ON k.place = e.kind
  ), events AS (
    INSERT INTO consent_event (subject_id, seq, event_id, purpose, topic, channel, decision, policy_version,
        text_version, text_sha256, locale, origin, signal, actor_kind, actor_id, idempotency_key, body_sha256,
        recorded_at, given_at, expires_at, unknown_citation)
      SELECT subject_id, seq, event_id, purpose, topic, channel, decision, policy_version,
        text_version, text_sha256, locale, origin, signal, actor_kind, actor_id, idempotency_key, body_sha256,
        recorded_at, given_at, expires_at, unknown_citation FROM given
  ), states AS (
    INSERT INTO consent_state (subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at,
        signal, expires_at)
      SELECT subject_id, purpose, topic, channel, decision, seq, policy_version, recorded_at, signal, expires_at
        FROM given WHERE is_latest
      ON CONFLICT (subject_id, purpose, topic, channel) DO UPDATE SET decision = excluded.decision,
        seq = excluded.seq, policy_version = excluded.policy_version, recorded_at = excluded.recorded_at,
        signal = excluded.signal, expires_at = excluded.expires_at, reminded_at = NULL
  ), spans AS MATERIALIZED (
    SELECT s.*, k.*, 'consent_event:' || s.first_seq || '-' || s.last_seq AS resource
      FROM json_to_recordset(${placeholder('spans')}::text::json)
        AS s(kind int, subject_id uuid, first_seq int, last_seq int, audit_id uuid, request_id text)
      JOIN json_to_recordset(${placeholder('spanKinds')}::text::json)
        AS k(place int, actor_kind text, actor_id text, action text, fields text[]) ON k.place = s.kind
  ), outbox AS (
    INSERT INTO consent_outbox (subject_id, first_seq, last_seq) SELECT subject_id, first_seq, last_seq FROM spans
  )
  ${appendFrom(sql`spans`)}`)

const insertReplies = prepared(sql`
  INSERT INTO choice_reply (subject_id, idempotency_key, body_sha256, result, at)
    SELECT "subjectId", key, decode("bodySha256", 'hex'), choices, at
    FROM json_to_recordset(${placeholder('replies')}::text::json)
      AS r("subjectId" uuid, key text, "bodySha256" text, choices jsonb, at timestamptz)`)

const correctHeads = prepared(sql`
  UPDATE consent_head h SET last_seq = r."lastSeq"
    FROM json_to_recordset(${placeholder('heads')}::text::json) AS r("subjectId" uuid, "lastSeq" int)
    WHERE h.subject_id = r."subjectId"`)

/** Writes a plan in the caller's transaction, which has locked its subjects. */
export async function insertPlan(
  tx: Transaction,
  { spans, replies, heads }: WritePlan,
  commitWith: CommitWith,
): Promise<void> {
  if (replies.length > 0) await insertReplies(tx, { replies: JSON.stringify(replies) })
  if (heads.length > 0) await correctHeads(tx, { heads: JSON.stringify(heads) })
  if (spans.length === 0) return
  const eventKinds = collectKinds()
  const spanKinds = collectKinds()
  const events = spans.flatMap((span) => eventRows(span, eventKinds.placeOf))
  const rows = spans.map((span) => spanRow(span, spanKinds.placeOf))
  const values = {
    events: JSON.stringify(events),
    eventKinds: eventKinds.json(),
    spans: JSON.stringify(rows),
    spanKinds: spanKinds.json(),
  }
  await commitWith(() => insertEvents(tx, values))
}

const hexBytes = (hex: string) => `\\x${hex}`

/** Numbers what several rows have in common. */
function collectKinds() {
  const places = new Map<string, number>()
  return {
    placeOf(kind: object): number {
      const text = JSON.stringify(kind)
      const place = places.get(text) ?? places.size
      places.set(text, place)
      return place
    },
    json: () => `[${[...places].map(([text, place]) => `{"place":${place},${text.slice(1)}`).join(',')}]`,
  }
}

type PlaceOf = (kind: object) => number

const eventRows = ({ item, subjectId, events }: EventSpan, placeOf: PlaceOf) =>
  events.map((event) => ({
    kind: placeOf({
      purpose: event.purpose,
      topic: event.topic,
      channel: event.channel,
      decision: event.decision,
      policy_version: event.policyVersion,
      text_version: event.text.version,
      text_sha256: hexBytes(event.text.sha256),
      locale: event.text.locale,
      origin: item.origin,
      signal: item.signal,
      actor_kind: item.actorKind,
      actor_id: item.actorId,
      recorded_at: event.recordedAt,
      given_at: item.givenAt,
      expires_at: event.expiresAt,
      unknown_citation: event.unknownCitation,
    }),
    subject_id: subjectId,
    seq: event.seq,
    event_id: event.eventId,
    ...(event.idempotencyKey !== null && {
      idempotency_key: event.idempotencyKey,
      body_sha256: hexBytes(item.bodySha256),
    }),
    is_latest: event.isLatest,
  }))

function spanRow({ item, subjectId, events }: EventSpan, placeOf: PlaceOf) {
  const decisions = new Set(events.map(({ decision }) => decision))
  const only = decisions.size === 1 ? events[0]?.decision : undefined
  const single = { granted: 'consent.grant', withdrawn: 'consent.withdraw' } as const
  const action: AuditAction = only ? single[only] : 'consent.change'
  return {
    kind: placeOf({
      actor_kind: item.actorKind,
      actor_id: item.actorId,
      action,
      fields: events.map(choiceName),
    }),
    subject_id: subjectId,
    first_seq: events[0]?.seq,
    last_seq: events.at(-1)?.seq,
    audit_id: newId(),
    request_id: item.requestId,
  }
}
