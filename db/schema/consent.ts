import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { actorKinds, locales } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import { decisions, messageClasses, signals } from './consent-codes.ts'
import type { PurposeFacts } from './purpose-codes.ts'

/** The words that a person is shown for a purpose or a topic; a change is a new version, never an edit. */
export const consentText = pgTable(
  'consent_text',
  {
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    locale: text('locale', { enum: locales }).notNull(),
    version: integer('version').notNull(),
    words: jsonb('words').notNull().$type<Record<string, string>>(),
    sha256: bytes('sha256').notNull(),
    /** How long a consent under these words lasts; null: until it is withdrawn (Art. 8(4)(3), 8(5) of Law 94-V). */
    termMonths: integer('term_months'),
    firstShownAt: moment('first_shown_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.purpose, t.topic, t.locale, t.version] }),
    index('consent_text_hash').on(t.sha256),
  ],
)

/**
 * What people can switch on and off: purposes, and topics of messages, those that come with the portal and those that the
 * operator has added. A row is never deleted and a code never given again: events cite it.
 */
export const consentCatalogue = pgTable(
  'consent_catalogue',
  {
    purpose: text('purpose').notNull(),
    /** Empty: the purpose itself. */
    topic: text('topic').notNull().default(''),
    position: integer('position').notNull(),
    /** Of a topic. */
    messageClass: text('message_class', { enum: messageClasses }),
    /** The policy version that added it; 0: it came with the portal. */
    addedIn: integer('added_in').notNull(),
    /** The policy version since which it is offered no more. */
    retiredIn: integer('retired_in'),
  },
  (t) => [primaryKey({ columns: [t.purpose, t.topic] })],
)

/**
 * The operator's own words of a purpose or a topic, as a policy version brought them; the newest count. `consent_text` has them
 * together with the facts from the operator's settings, as people see them.
 */
export const consentWording = pgTable(
  'consent_wording',
  {
    version: integer('version').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    texts: jsonb('texts').notNull().$type<Record<(typeof locales)[number], Record<string, string>>>(),
    /** Of a purpose that the operator has added: the settings have those of the others. */
    facts: jsonb('facts').$type<PurposeFacts>(),
  },
  (t) => [primaryKey({ columns: [t.version, t.purpose, t.topic] })],
)

/** Counts every change of a consent text or a policy version, so that a copy in memory knows that it is old. One row. */
export const textRevision = pgTable('text_revision', {
  isOnly: boolean('is_only').primaryKey().default(true),
  revision: integer('revision').notNull().default(0),
})

type UnknownCitation = { policyVersion?: number; textSha256?: string; locale?: (typeof locales)[number] }

/** One row a person, locked by every writer: it gives the order of the ledger. */
export const consentHead = pgTable('consent_head', {
  subjectId: uuid('subject_id').primaryKey(),
  lastSeq: integer('last_seq').notNull(),
})

/** The ledger. Append-only: the role of the app has no UPDATE and no DELETE on it. */
export const consentEvent = pgTable(
  'consent_event',
  {
    subjectId: uuid('subject_id').notNull(),
    seq: integer('seq').notNull(),
    eventId: uuid('event_id').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    channel: text('channel').notNull().default(''),
    decision: text('decision', { enum: decisions }).notNull(),
    policyVersion: integer('policy_version').notNull(),
    textVersion: integer('text_version').notNull(),
    textSha256: bytes('text_sha256').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    origin: text('origin').notNull(),
    signal: text('signal', { enum: signals }).notNull().default(''),
    actorKind: text('actor_kind', { enum: actorKinds }).notNull(),
    actorId: text('actor_id'),
    /** Both null where the call cannot be repeated. */
    idempotencyKey: text('idempotency_key'),
    bodySha256: bytes('body_sha256'),
    recordedAt: moment('recorded_at').notNull(),
    /** When it was given, as told by the system that it was imported from. */
    givenAt: moment('given_at'),
    /** When the grant expires; null: never, or this is a withdrawal. */
    expiresAt: moment('expires_at'),
    /** Which policy version, text or language a withdrawal named that this portal does not know; null: none. */
    unknownCitation: jsonb('unknown_citation').$type<UnknownCitation>(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.seq] }),
    uniqueIndex('consent_event_id').on(t.eventId),
    index('consent_event_idempotency')
      .on(t.subjectId, t.idempotencyKey)
      .where(sql`idempotency_key IS NOT NULL`),
  ],
)

/** The current state: the projection of the ledger, written in the same transaction. */
export const consentState = pgTable(
  'consent_state',
  {
    subjectId: uuid('subject_id').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    channel: text('channel').notNull().default(''),
    decision: text('decision', { enum: decisions }).notNull(),
    seq: integer('seq').notNull(),
    policyVersion: integer('policy_version').notNull(),
    recordedAt: moment('recorded_at').notNull(),
    signal: text('signal', { enum: signals }).notNull().default(''),
    expiresAt: moment('expires_at'),
    /** When the person was told that the term of this grant ends. */
    remindedAt: moment('reminded_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.purpose, t.topic, t.channel] }),
    index('consent_state_expiry').on(t.expiresAt).where(sql`expires_at IS NOT NULL`),
  ],
)

/**
 * What the ledger answered where an answer was not simply "recorded": the same key gives the same answer again. Kept for
 * thirty days; the answers of what was recorded are the events themselves.
 */
export const choiceReply = pgTable(
  'choice_reply',
  {
    subjectId: uuid('subject_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    bodySha256: bytes('body_sha256').notNull(),
    result: jsonb('result').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.idempotencyKey] }), index('choice_reply_at').on(t.at)],
)

/**
 * Events that are not published yet, written with them and emptied by the worker. Not the job queue: its
 * notifications would serialise all commits.
 */
export const consentOutbox = pgTable(
  'consent_outbox',
  {
    subjectId: uuid('subject_id').notNull(),
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.firstSeq] })],
)

/** Choices by the day in Almaty on which they were made: events that left the outbox, no others. Names nobody. */
export const consentCount = pgTable(
  'consent_count',
  {
    day: date('day').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull(),
    channel: text('channel').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    decision: text('decision', { enum: decisions }).notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.purpose, t.topic, t.channel, t.locale, t.decision] })],
)

/**
 * Questions of programs that were answered yes, by person and day, so that a draft of the policy can be tried on the last whole day.
 * Kept two days; in no backup and not in the write-ahead log (docs/decisions/086-replayed-day.md).
 */
export const allowedDecision = pgTable(
  'allowed_decision',
  {
    subjectId: uuid('subject_id').notNull(),
    /** When the day began in Almaty; the time of a question is not kept. */
    day: moment('day').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    channel: text('channel').notNull().default(''),
    amount: integer('amount').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.day, t.purpose, t.topic, t.channel] }),
    index('allowed_decision_day').on(t.day),
  ],
)

/** The link with which one message's topic is switched off without signing in; its token is derived, kept as a hash. */
export const unsubscribeLink = pgTable(
  'unsubscribe_link',
  {
    subjectId: uuid('subject_id').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    channel: text('channel').notNull().default(''),
    tokenHash: bytes('token_hash').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.purpose, t.topic, t.channel] }),
    uniqueIndex('unsubscribe_link_token').on(t.tokenHash),
  ],
)

/**
 * Processing that a decided request has restricted or blocked (Art. 24(1)(3) of Law 94-V). While a row is not lifted, every
 * decision about the subject is no.
 */
export const processingRestriction = pgTable(
  'processing_restriction',
  {
    subjectId: uuid('subject_id').notNull(),
    requestId: uuid('request_id').notNull(),
    /** Blocking, for data that is processed unlawfully; otherwise restriction, while its accuracy is disputed. */
    blocking: boolean('blocking').notNull(),
    since: moment('since').notNull(),
    liftedAt: moment('lifted_at'),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId] })],
)

/** An objection to automated processing that a request was granted. It ends when the subject agrees to that processing again. */
export const processingObjection = pgTable(
  'processing_objection',
  {
    subjectId: uuid('subject_id').notNull(),
    requestId: uuid('request_id').notNull(),
    /** The last event of the subject's ledger when it was granted: a grant with a higher number ends it. */
    seq: integer('seq').notNull(),
    since: moment('since').notNull(),
    liftedAt: moment('lifted_at'),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId] })],
)
