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
import { actorKinds } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import { apiScopes, mailOutcomes, undeliveredStates, webhookEvents } from './integrations-codes.ts'

/** A program's API key. Shown once; stored as a hash with its first letters, to tell keys apart. */
export const apiKey = pgTable(
  'api_key',
  {
    keyId: uuid('key_id').primaryKey(),
    name: text('name').notNull(),
    prefix: text('prefix').notNull(),
    tokenHash: bytes('token_hash').notNull(),
    scopes: text('scopes', { enum: apiScopes }).array().notNull(),
    /** How many calls it may make in a minute, on all instances together. */
    callsPerMinute: integer('calls_per_minute').notNull(),
    createdByKind: text('created_by_kind', { enum: actorKinds }).notNull(),
    createdById: text('created_by_id'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at'),
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (t) => [uniqueIndex('api_key_token').on(t.tokenHash)],
)

/** How often programs asked whether they may, and what they were told; never who was asked about. */
export const decisionCount = pgTable(
  'decision_count',
  {
    hour: moment('hour').notNull(),
    keyId: uuid('key_id').notNull(),
    purpose: text('purpose').notNull(),
    topic: text('topic').notNull().default(''),
    channel: text('channel').notNull().default(''),
    allowed: boolean('allowed').notNull(),
    reason: text('reason').notNull(),
    asked: bigint('asked', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.hour, t.keyId, t.purpose, t.topic, t.channel, t.allowed, t.reason] })],
)

/** Where a program hears of changes. The secret that signs is sealed under the master key. */
export const webhookEndpoint = pgTable(
  'webhook_endpoint',
  {
    endpointId: uuid('endpoint_id').primaryKey(),
    url: text('url').notNull(),
    events: text('events', { enum: webhookEvents }).array().notNull(),
    secretSealed: bytes('secret_sealed').notNull(),
    createdById: text('created_by_id'),
    createdAt: moment('created_at').notNull(),
    disabledAt: moment('disabled_at'),
  },
  // The same address twice would be sent everything twice, under two ids.
  (t) => [uniqueIndex('webhook_endpoint_url').on(t.url).where(sql`${t.disabledAt} IS NULL`)],
)

/** One message to one endpoint; a message about no subject has the nil id. In order per subject, at least once. */
export const webhookDelivery = pgTable(
  'webhook_delivery',
  {
    subjectId: uuid('subject_id').notNull(),
    endpointId: uuid('endpoint_id').notNull(),
    /** The order per subject; also the id by which the receiver recognises a repeat. */
    deliveryId: uuid('delivery_id').notNull(),
    event: text('event', { enum: webhookEvents }).notNull(),
    payload: jsonb('payload').notNull(),
    createdAt: moment('created_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    lastAttemptAt: moment('last_attempt_at'),
    /** A code: the status that was answered, or why there was no answer. */
    lastOutcome: text('last_outcome'),
    /** The receiver asked to be left alone until then (`Retry-After`). */
    notBefore: moment('not_before'),
    deliveredAt: moment('delivered_at'),
    /** Given up after a day; staff may send it again. */
    deadAt: moment('dead_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.endpointId, t.deliveryId] }),
    index('webhook_delivery_dead').on(t.endpointId, t.deadAt, t.deliveryId).where(sql`dead_at IS NOT NULL`),
    index('webhook_delivery_waiting')
      .on(t.subjectId, t.endpointId, t.deliveryId)
      .where(sql`delivered_at IS NULL AND dead_at IS NULL`),
    index('webhook_delivery_backlog').on(t.endpointId).where(sql`delivered_at IS NULL AND dead_at IS NULL`),
    index('webhook_delivery_recent').on(t.endpointId, t.createdAt, t.deliveryId),
  ],
)

/** A mail that is not delivered yet. Its job's payload holds ids, neither text nor recipient. */
export const undeliveredMail = pgTable(
  'undelivered_mail',
  {
    /** Of its task and payload, so that it is the same at every try. */
    mailId: uuid('mail_id').primaryKey(),
    task: text('task').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    state: text('state', { enum: undeliveredStates }).notNull(),
    reason: text('reason').notNull(),
    /** What the mail server answered: its codes, never its words. */
    code: text('code').notNull(),
    /** How often the server put it off. An absent server costs no try. */
    tries: integer('tries').notNull(),
    createdAt: moment('created_at').notNull(),
    lastTriedAt: moment('last_tried_at').notNull(),
    nextTryAt: moment('next_try_at'),
  },
  (t) => [
    index('undelivered_mail_next').on(t.state, t.nextTryAt),
    index('undelivered_mail_newest').on(t.state, t.lastTriedAt, t.mailId),
  ],
)

/** Letters by the day in Almaty and by the task that sends them. The only record of a letter that was sent. */
export const mailCount = pgTable(
  'mail_count',
  {
    day: date('day').notNull(),
    task: text('task').notNull(),
    outcome: text('outcome', { enum: mailOutcomes }).notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.task, t.outcome] })],
)
