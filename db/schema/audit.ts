import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { actorKinds } from './access-codes.ts'
import { bytes, moment, transactionId } from './columns.ts'

/** Who, what, on which, when, why, and the names of the fields. Never a value. Append-only. */
export const auditEvent = pgTable(
  'audit_event',
  {
    auditId: uuid('audit_id').primaryKey(),
    at: moment('at').notNull().default(sql`clock_timestamp()`),
    // The sealer takes only records older than every running transaction.
    xid: transactionId('xid').notNull().default(sql`pg_current_xact_id()`),
    actorKind: text('actor_kind', { enum: actorKinds }).notNull(),
    actorId: text('actor_id'),
    action: text('action').notNull(),
    subjectId: uuid('subject_id'),
    resource: text('resource'),
    reason: text('reason'),
    fields: text('fields').array().notNull().default(sql`'{}'::text[]`),
    requestId: text('request_id'),
  },
  (t) => [
    index('audit_event_subject').on(t.subjectId, t.auditId),
    // The order in which records are sealed.
    index('audit_event_xid').on(t.xid, t.auditId),
    // The pages of the staff's search, newest first.
    index('audit_event_at').on(t.at, t.auditId),
    index('audit_event_subject_at').on(t.subjectId, t.at, t.auditId),
    index('audit_event_actor_at').on(t.actorKind, t.actorId, t.at, t.auditId),
    // Most records are of people themselves; a search for them finds some at once.
    index('audit_event_kind_at').on(t.actorKind, t.at, t.auditId).where(sql`actor_kind <> 'subject'`),
    // The last use of each permission by each member of staff.
    index('audit_event_staff_action').on(t.actorId, t.action, t.at).where(sql`actor_kind = 'staff'`),
    // Who of the staff looked at a person's data, newest first.
    index('audit_event_subject_staff').on(t.subjectId, t.auditId).where(sql`actor_kind = 'staff'`),
    index('audit_event_action_at').on(t.action, t.at, t.auditId),
    index('audit_event_resource_at').on(t.resource, t.at, t.auditId),
  ],
)

/**
 * The leaves of the transparency log. When the term of a record is over, the record, `auditId` and `salt` are destroyed and
 * the hash stays. Append-only.
 */
export const auditLeaf = pgTable(
  'audit_leaf',
  {
    leafIndex: bigint('leaf_index', { mode: 'number' }).primaryKey(),
    leafHash: bytes('leaf_hash').notNull(),
    auditId: uuid('audit_id'),
    salt: bytes('salt'),
  },
  (t) => [unique('audit_leaf_audit_id').on(t.auditId)],
)

/** Entries of the hash tiles above the leaves: each is the root of a full tile below. Append-only. */
export const auditTileHash = pgTable(
  'audit_tile_hash',
  {
    level: smallint('level').notNull(),
    hashIndex: bigint('hash_index', { mode: 'number' }).notNull(),
    hash: bytes('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.hashIndex] })],
)

/** The logs that were ever signed: one, and another after each break that an administrator declared. Append-only. */
export const auditLog = pgTable('audit_log', {
  logNumber: integer('log_number').primaryKey(),
  /** The name in its checkpoints. */
  origin: text('origin').notNull(),
  /** The public key as C2SP signed-note writes it. */
  verifierKey: text('verifier_key').notNull(),
  startedAt: moment('started_at').notNull(),
  /** How many leaves there were: those of the log before it, as far as they were still there. */
  firstSize: bigint('first_size', { mode: 'number' }).notNull(),
  /** The last checkpoint outside the database, which could not be continued; null for the first log. */
  brokenCheckpoint: text('broken_checkpoint'),
})

/** Signed heads of the log, with the last record that each contains: the sealer goes on after it. Append-only. */
export const auditCheckpoint = pgTable(
  'audit_checkpoint',
  {
    logNumber: integer('log_number').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    note: text('note').notNull(),
    lastXid: transactionId('last_xid').notNull(),
    lastAuditId: uuid('last_audit_id').notNull(),
    signedAt: moment('signed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.logNumber, t.size] })],
)

/** Signatures of witnesses under checkpoints (C2SP tlog-cosignature). Append-only. */
export const auditCosignature = pgTable(
  'audit_cosignature',
  {
    logNumber: integer('log_number').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** The name of its key. */
    witness: text('witness').notNull(),
    /** As it stands under the checkpoint. */
    line: text('line').notNull(),
    /** When the witness says that it looked. */
    cosignedAt: moment('cosigned_at').notNull(),
    receivedAt: moment('received_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.logNumber, t.size, t.witness] })],
)
