import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { prepared } from '#db/prepared.ts'
import { hasName, subjectByExternalId } from '#domain/people/subjects/external-id.ts'
import { type ChoiceKey, choiceName, type Decision } from '../rules/catalogue.ts'
import type { RecordedChoice } from '../rules/decide-events.ts'

const { placeholder } = sql

/** By the portal's own id, or by the one that the platform knows the subject by. */
export type SubjectRef = { subjectId: string } | { externalId: string }

export type Asked = {
  /** Each subject once, with the number of events that it may get, and whether its name counts. */
  subjects: readonly { ref: SubjectRef; events: number; needsName: boolean }[]
  /** `subject`: its place in `subjects`. */
  choices: readonly { subject: number; key: ChoiceKey }[]
  keys: readonly { subject: number; key: string }[]
}

export type Locked = {
  /** The database's time, ms. */
  now: number
  /** Of consent texts and policy versions. */
  revision: number
  /** In the order of `subjects`; null: unknown. */
  subjectIds: (string | null)[]
  /** By subject id: the number of the last event, without those that were asked for. */
  lastSeqs: Map<string, number>
  /** Subjects with a name, of those that need one. */
  named: ReadonlySet<string>
  /** In the order of `choices`. */
  latest: ({ decision: Decision; seq: number } | undefined)[]
  /** In the order of `keys`. */
  answered: ({ bodySha256: string; choices: RecordedChoice[] } | undefined)[]
}

type Row = {
  now: number
  revision: number
  subjects: [place: number, subjectId: string | null, seenSeq: number | null, hasName: boolean][] | null
  heads: [subjectId: string, lastSeq: number][] | null
  latest: [place: number, decision: Decision, seq: number][] | null
  answered: [place: number, bodySha256: string, choices: RecordedChoice[]][] | null
}

// `LIMIT 1` keeps the planner to one look by the key for each row, however small the table is when the plan is made.
const askedSubjects = sql`
  asked AS MATERIALIZED (
    SELECT a.place, coalesce(a.id, s.subject_id) AS subject_id, a.events, a.named
    FROM json_to_recordset(${placeholder('subjects')}::text::json)
      AS a(place int, id uuid, external text, events int, named boolean)
    LEFT JOIN LATERAL (${subjectByExternalId(sql`a.external`)}) s ON true
  )`

const currentState = sql`
  (SELECT json_agg(json_build_array(a.place, a.subject_id, h.last_seq,
    CASE WHEN a.named THEN ${hasName(sql`a.subject_id`)} ELSE false END)) FROM asked a LEFT JOIN LATERAL
    (SELECT t.last_seq FROM consent_head t WHERE t.subject_id = a.subject_id LIMIT 1) h ON true) AS subjects,
  (SELECT json_agg(json_build_array(c.place, s.decision, s.seq))
    FROM json_to_recordset(${placeholder('choices')}::text::json) AS c(place int, subject int, key int)
    JOIN asked a ON a.place = c.subject
    JOIN json_to_recordset(${placeholder('choiceKeys')}::text::json)
      AS k(place int, purpose text, topic text, channel text) ON k.place = c.key
    CROSS JOIN LATERAL (SELECT t.decision, t.seq FROM consent_state t
      WHERE t.subject_id = a.subject_id AND t.purpose = k.purpose AND t.topic = k.topic AND t.channel = k.channel
      LIMIT 1) s) AS latest,
  (SELECT json_agg(json_build_array(k.place, r.body, r.choices))
    FROM json_to_recordset(${placeholder('keys')}::text::json) AS k(place int, subject int, key text)
    JOIN asked a ON a.place = k.subject CROSS JOIN LATERAL (
      SELECT encode(t.body_sha256, 'hex') AS body, t.result::json AS choices FROM choice_reply t
        WHERE t.subject_id = a.subject_id AND t.idempotency_key = k.key
      UNION ALL
      SELECT min(encode(e.body_sha256, 'hex')), json_agg(json_build_object('status', 'recorded', 'eventId', e.event_id,
          'purpose', e.purpose, 'topic', e.topic, 'channel', e.channel, 'decision', e.decision, 'seq', e.seq,
          'recordedAt', e.recorded_at) ORDER BY e.seq)
        FROM consent_event e WHERE e.subject_id = a.subject_id AND e.idempotency_key = k.key HAVING count(*) > 0
      LIMIT 1) r) AS answered,
  (SELECT revision FROM text_revision) AS revision,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS now`

// Locks in the order of ids, so that two writes cannot wait for each other, and takes the numbers of all events at once.
const lockAndRead = prepared<Row>(sql`
  WITH ${askedSubjects}, heads AS (
    INSERT INTO consent_head AS h (subject_id, last_seq)
      SELECT subject_id, sum(events) FROM asked WHERE subject_id IS NOT NULL GROUP BY subject_id ORDER BY subject_id
      ON CONFLICT (subject_id) DO UPDATE SET last_seq = h.last_seq + excluded.last_seq
      RETURNING subject_id, last_seq
  )
  SELECT (SELECT json_agg(json_build_array(subject_id, last_seq)) FROM heads) AS heads, ${currentState}`)

const read = prepared<Omit<Row, 'heads'>>(sql`WITH ${askedSubjects} SELECT ${currentState}`)

/**
 * Locks the subjects until the end of the transaction and reads their state. One statement does both, and sees the
 * ledger as it was before it waited for a lock; if another write came in between, it is read again.
 */
export async function lockSubjects(tx: Transaction, asked: Asked): Promise<Locked> {
  const values = valuesOf(asked)
  const [locked] = await lockAndRead(tx, values)
  if (!locked) throw new Error('the ledger answered nothing')
  const lastSeqs = lastSeqsBefore(asked, locked)
  const isOutdated = locked.subjects?.some(
    ([, subjectId, seenSeq]) => subjectId !== null && lastSeqs.get(subjectId) !== (seenSeq ?? 0),
  )
  const [held] = isOutdated ? await read(tx, values) : [locked]
  if (!held) throw new Error('the ledger answered nothing')
  return {
    now: held.now,
    revision: held.revision,
    lastSeqs,
    named: new Set(
      held.subjects?.flatMap(([, subjectId, , hasName]) => (hasName && subjectId ? [subjectId] : [])),
    ),
    subjectIds: inPlaces(held.subjects, asked.subjects, ([, subjectId]) => subjectId).map((id) => id ?? null),
    latest: inPlaces(held.latest, asked.choices, ([, decision, seq]) => ({ decision, seq })),
    answered: inPlaces(held.answered, asked.keys, ([, bodySha256, choices]) => ({
      bodySha256,
      choices: choices.map((choice) => ({ ...choice, ...timeOf(choice) })),
    })),
  }
}

function valuesOf(asked: Asked) {
  const [choices, choiceKeys] = choicesByKey(asked.choices)
  const subjects = asked.subjects.map(({ ref, events, needsName: named }, place) => ({
    place,
    ...('subjectId' in ref ? { id: ref.subjectId } : { external: ref.externalId }),
    events,
    named,
  }))
  return {
    subjects: JSON.stringify(subjects),
    choices: JSON.stringify(choices),
    choiceKeys: JSON.stringify(choiceKeys.map((key, place) => ({ place, ...key }))),
    keys: JSON.stringify(asked.keys.map((key, place) => ({ place, ...key }))),
  }
}

/** There are many subjects and few choices: each of these is sent once. */
function choicesByKey(choices: Asked['choices']) {
  const places = new Map<string, number>()
  const keys: ChoiceKey[] = []
  const rows = choices.map(({ subject, key }, place) => {
    const name = choiceName(key)
    const at = places.get(name) ?? keys.push(key) - 1
    places.set(name, at)
    return { place, subject, key: at }
  })
  return [rows, keys] as const
}

/** The lock has already counted the events that were asked for. */
function lastSeqsBefore(asked: Asked, { subjects, heads }: Row): Map<string, number> {
  const lastSeqs = new Map(heads)
  for (const [place, subjectId] of subjects ?? [])
    if (subjectId !== null)
      lastSeqs.set(subjectId, (lastSeqs.get(subjectId) ?? 0) - (asked.subjects[place]?.events ?? 0))
  return lastSeqs
}

/** Rows that begin with their place, in the order of what was asked. */
function inPlaces<Found extends [number, ...unknown[]], Value>(
  rows: readonly Found[] | null,
  asked: readonly unknown[],
  read: (row: Found) => Value,
): (Value | undefined)[] {
  const found = new Map(rows?.map((row) => [row[0], read(row)]))
  return asked.map((_, place) => found.get(place))
}

/** The database writes times in another way than we do. */
const timeOf = ({ recordedAt }: RecordedChoice) =>
  recordedAt === undefined ? {} : { recordedAt: new Date(recordedAt).toISOString() }
