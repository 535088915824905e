import { sql } from 'drizzle-orm'
import {
  bigint,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { actorKinds, locales } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import {
  accessFindings,
  calendarKinds,
  calendarStates,
  holidays,
  messageAuthors,
  refusalCodes,
  requestChannels,
  requestCountStates,
  requestKinds,
  requestOutcomes,
  requestStatuses,
  requestSteps,
  requestVariants,
} from './request-codes.ts'

const ownKey = () => ({ subjectId: uuid('subject_id').notNull(), requestId: uuid('request_id').notNull() })

/** A request of a person. What was written is sealed under the person's key; what the queue sorts by is not. */
export const request = pgTable(
  'request',
  {
    ...ownKey(),
    reference: text('reference').notNull(),
    kind: text('kind', { enum: requestKinds }).notNull(),
    variant: text('variant', { enum: requestVariants }).notNull().default(''),
    status: text('status', { enum: requestStatuses }).notNull(),
    channel: text('channel', { enum: requestChannels }).notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    /** The field of the data map that a correction names, as `item/column`; the portal then carries it out. */
    corrects: text('corrects'),
    /** The fields of the form, as JSON. */
    detailsSealed: bytes('details_sealed'),
    filedByKind: text('filed_by_kind', { enum: actorKinds }).notNull(),
    filedById: text('filed_by_id'),
    /** Deadlines count from the filing, proven or not. */
    receivedAt: moment('received_at').notNull(),
    /** The earliest of the two below; null for a question. Changed when the calendar is. */
    dueAt: moment('due_at'),
    lawDueAt: moment('law_due_at'),
    policyDueAt: moment('policy_due_at'),
    /**
     * What the queue is sorted by: without a deadline, last. A column, since behind row-level security an index on an
     * expression with coalesce serves no comparison.
     */
    queueAt: moment('queue_at')
      .notNull()
      .generatedAlwaysAs(sql`coalesce(due_at, '9999-12-31 00:00:00+00'::timestamptz)`),
    assignedTo: uuid('assigned_to'),
    /** What the queue is sorted by: without an assignee, last. A column for the same reason as `queueAt`. */
    queueAssignee: uuid('queue_assignee')
      .notNull()
      .generatedAlwaysAs(sql`coalesce(assigned_to, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)`),
    /** When the person last wrote, and when somebody of the desk last opened it: what is unread. */
    personWroteAt: moment('person_wrote_at'),
    staffOpenedAt: moment('staff_opened_at'),
    /** Proposed or decided. */
    decision: text('decision', { enum: requestOutcomes }),
    decidedBy: uuid('decided_by'),
    decidedAt: moment('decided_at'),
    /** Null with `approvedAt` set: approved by the delay that replaces a second person. */
    approvedBy: uuid('approved_by'),
    approvedAt: moment('approved_at'),
    approvalDelayEndsAt: moment('approval_delay_ends_at'),
    /** From here on nothing can be taken back. */
    executingSince: moment('executing_since'),
    refusalCode: text('refusal_code', { enum: refusalCodes }),
    refusalReasonSealed: bytes('refusal_reason_sealed'),
    /** The text for the person if the proposal is approved. */
    draftSealed: bytes('draft_sealed'),
    /** Of the link in the notice of a sensitive request. */
    stopHash: bytes('stop_hash'),
    closedAt: moment('closed_at'),
    lastStepSeq: integer('last_step_seq').notNull().default(0),
    idempotencyKey: text('idempotency_key').notNull(),
    bodySha256: bytes('body_sha256').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId] }),
    uniqueIndex('request_reference').on(t.reference),
    uniqueIndex('request_idempotency').on(t.subjectId, t.idempotencyKey),
    uniqueIndex('request_stop').on(t.stopHash),
    // What has no deadline comes last. Each filter of the queue that can be rare has an index in the same order.
    index('request_queue').on(t.queueAt, t.requestId).where(sql`closed_at IS NULL`),
    index('request_queue_assigned').on(t.queueAssignee, t.queueAt, t.requestId).where(sql`closed_at IS NULL`),
    index('request_queue_status').on(t.status, t.queueAt, t.requestId).where(sql`closed_at IS NULL`),
    index('request_queue_kind').on(t.kind, t.queueAt, t.requestId).where(sql`closed_at IS NULL`),
    index('request_queue_received').on(t.receivedAt, t.requestId).where(sql`closed_at IS NULL`),
    index('request_delay').on(t.approvalDelayEndsAt).where(sql`status = 'awaiting-approval'`),
    index('request_closed').on(t.closedAt, t.requestId).where(sql`closed_at IS NOT NULL`),
    // All columns that the charts of the first page count, and the one that row-level security needs: the rows are not read.
    index('request_closed_count')
      .on(t.closedAt, t.status, t.dueAt, t.subjectId)
      .where(sql`closed_at IS NOT NULL`),
    // The same for the terms that ended in a period.
    index('request_term').on(t.kind, t.dueAt, t.closedAt, t.status, t.receivedAt, t.subjectId),
    index('request_open_count').on(t.kind, t.dueAt, t.receivedAt, t.subjectId).where(sql`closed_at IS NULL`),
  ],
)

/**
 * Requests with a term by the day in Almaty on which it ends, written by triggers of `request`. Connections write to different
 * shards, so that one who files waits for no other; only the sum of the shards means something.
 */
export const requestCount = pgTable(
  'request_count',
  {
    day: date('day').notNull(),
    kind: text('kind', { enum: requestKinds }).notNull(),
    state: text('state', { enum: requestCountStates }).notNull(),
    shard: smallint('shard').notNull(),
    amount: bigint('amount', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.kind, t.state, t.shard] })],
)

/** The timeline: steps and actors. Append-only; the first row (seq 1, no `from`) is the filing. */
export const requestStep = pgTable(
  'request_step',
  {
    ...ownKey(),
    seq: integer('seq').notNull(),
    step: text('step', { enum: ['file', ...requestSteps] }).notNull(),
    from: text('from_status', { enum: requestStatuses }),
    to: text('to_status', { enum: requestStatuses }).notNull(),
    actorKind: text('actor_kind', { enum: actorKinds }).notNull(),
    actorId: text('actor_id'),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId, t.seq] })],
)

/** What the person and the staff write to each other; both see it. */
export const requestMessage = pgTable(
  'request_message',
  {
    ...ownKey(),
    messageId: uuid('message_id').notNull(),
    author: text('author', { enum: messageAuthors }).notNull(),
    authorId: text('author_id'),
    locale: text('locale', { enum: locales }).notNull(),
    bodySealed: bytes('body_sealed').notNull(),
    sentAt: moment('sent_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId, t.messageId] })],
)

/** Seen by staff only. */
export const requestNote = pgTable(
  'request_note',
  {
    ...ownKey(),
    noteId: uuid('note_id').notNull(),
    staffId: uuid('staff_id').notNull(),
    bodySealed: bytes('body_sealed').notNull(),
    writtenAt: moment('written_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId, t.noteId] })],
)

/** Never an identity document (Art. 7(10) of Law 94-V). */
export const requestAttachment = pgTable(
  'request_attachment',
  {
    ...ownKey(),
    attachmentId: uuid('attachment_id').notNull(),
    /** Null for what came with the filing. */
    messageId: uuid('message_id'),
    author: text('author', { enum: messageAuthors }).notNull(),
    /** Made by the portal; what the person's file was called is not kept. */
    name: text('name').notNull(),
    mediaType: text('media_type').notNull(),
    size: integer('size').notNull(),
    contentSealed: bytes('content_sealed').notNull(),
    addedAt: moment('added_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId, t.attachmentId] })],
)

/**
 * A visitor's request that is not verified yet. `subjectId` is a new id with its own key, which the person keeps if
 * the address is unknown; expired rows are deleted with their key.
 */
export const unverifiedRequest = pgTable(
  'unverified_request',
  {
    ...ownKey(),
    reference: text('reference').notNull(),
    kind: text('kind', { enum: requestKinds }).notNull(),
    variant: text('variant', { enum: requestVariants }).notNull().default(''),
    locale: text('locale', { enum: locales }).notNull(),
    nameSealed: bytes('name_sealed').notNull(),
    emailSealed: bytes('email_sealed').notNull(),
    emailIndex: bytes('email_index').notNull(),
    detailsSealed: bytes('details_sealed'),
    receivedAt: moment('received_at').notNull(),
    lapsesAt: moment('lapses_at').notNull(),
    /** When the visitor was reminded to confirm. */
    remindedAt: moment('reminded_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId] }),
    uniqueIndex('unverified_request_reference').on(t.reference),
    uniqueIndex('unverified_request_id').on(t.requestId),
    index('unverified_request_lapse').on(t.lapsesAt),
  ],
)

/** A session that reaches one request and nothing else of the person. */
export const visitorSession = pgTable(
  'visitor_session',
  {
    ...ownKey(),
    tokenHash: bytes('token_hash').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId, t.tokenHash] }),
    uniqueIndex('visitor_session_token').on(t.tokenHash),
    index('visitor_session_expiry').on(t.expiresAt),
  ],
)

/** Contacts that a member of staff opened, and until when. */
export const requestReveal = pgTable(
  'request_reveal',
  {
    ...ownKey(),
    staffId: uuid('staff_id').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId, t.staffId] }),
    index('request_reveal_expiry').on(t.expiresAt),
  ],
)

/** Somebody opened the person's data and the person asks why: the question and the answer of the security officer. */
export const accessReport = pgTable(
  'access_report',
  {
    subjectId: uuid('subject_id').notNull(),
    /** The record of the audit log that it is about. */
    auditId: uuid('audit_id').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    reportedAt: moment('reported_at').notNull(),
    dueAt: moment('due_at').notNull(),
    finding: text('finding', { enum: accessFindings }),
    answerSealed: bytes('answer_sealed'),
    answeredBy: uuid('answered_by'),
    answeredAt: moment('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.auditId] }),
    uniqueIndex('access_report_record').on(t.auditId),
    index('access_report_open').on(t.dueAt, t.auditId).where(sql`answered_at IS NULL`),
    index('access_report_answered').on(t.answeredAt, t.auditId).where(sql`answered_at IS NOT NULL`),
  ],
)

/** Days that differ from the week: off on a weekday, worked on a weekend. A year without rows has weekends only. */
export const calendarDay = pgTable('calendar_day', {
  date: date('date').primaryKey(),
  kind: text('kind', { enum: calendarKinds }).notNull(),
  /** Why it is off, where that has a name; a day off after a holiday on a weekend has the same. */
  holiday: text('holiday', { enum: holidays }),
  state: text('state', { enum: calendarStates }).notNull(),
  source: text('source').notNull(),
  changedBy: uuid('changed_by'),
  changedAt: moment('changed_at').notNull(),
})
