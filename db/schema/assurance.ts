import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { locales } from './access-codes.ts'
import {
  auditKinds,
  evidenceIds,
  kitFailures,
  kitStates,
  severities,
  subprocessorEntries,
  transferBases,
} from './assurance-codes.ts'
import { bytes, moment } from './columns.ts'
import { dataCategories } from './fulfilment-codes.ts'

/** What was measured of a promise, and when. Numbers only: whether it is kept is computed from them. Append-only. */
export const evidenceMeasurement = pgTable(
  'evidence_measurement',
  {
    evidence: text('evidence', { enum: evidenceIds }).notNull(),
    measuredAt: moment('measured_at').notNull(),
    /** From then on it says nothing any more. */
    expiresAt: moment('expires_at').notNull(),
    /** The period that was looked at, up to `measuredAt`; null: the state at that moment. */
    periodFrom: moment('period_from'),
    figures: jsonb('figures').notNull().$type<Record<string, number | null>>(),
    /** Of all the above as canonical JSON; the audit record of the measurement names it. */
    sha256: bytes('sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.evidence, t.measuredAt] })],
)

/** A security audit or penetration test: planned, then done or cancelled. It counts as done while `audit_report` has its report. */
export const securityAudit = pgTable(
  'security_audit',
  {
    auditId: uuid('audit_id').primaryKey(),
    kind: text('kind', { enum: auditKinds }).notNull(),
    scope: text('scope').notNull(),
    /** The organisation or department that does it. */
    performer: text('performer').notNull(),
    plannedOn: date('planned_on').notNull(),
    plannedBy: uuid('planned_by').notNull(),
    plannedAt: moment('planned_at').notNull(),
    /** This, the name and who recorded it are set together when the audit was done. */
    doneOn: date('done_on'),
    reportName: text('report_name'),
    recordedBy: uuid('recorded_by'),
    recordedAt: moment('recorded_at'),
    cancelledAt: moment('cancelled_at'),
    cancelledBy: uuid('cancelled_by'),
  },
  (t) => [index('security_audit_done').on(t.kind, t.doneOn)],
)

/** The report of an audit, encrypted under a key of the audit, with the SHA-256 that the server computed. Append-only. */
export const auditReport = pgTable('audit_report', {
  auditId: uuid('audit_id')
    .primaryKey()
    .references(() => securityAudit.auditId),
  sha256: bytes('sha256').notNull(),
  mediaType: text('media_type').notNull(),
  size: integer('size').notNull(),
  contentSealed: bytes('content_sealed').notNull(),
})

/** A weakness that an audit found. Its day is never moved: what is late stays late until it is closed. */
export const auditFinding = pgTable(
  'audit_finding',
  {
    findingId: uuid('finding_id').primaryKey(),
    auditId: uuid('audit_id')
      .notNull()
      .references(() => securityAudit.auditId),
    title: text('title').notNull(),
    severity: text('severity', { enum: severities }).notNull(),
    /** The member of staff who sees to it. */
    ownerId: uuid('owner_id').notNull(),
    dueOn: date('due_on').notNull(),
    recordedBy: uuid('recorded_by').notNull(),
    recordedAt: moment('recorded_at').notNull(),
    /** What was done about it. */
    measure: text('measure'),
    closedBy: uuid('closed_by'),
    closedAt: moment('closed_at'),
  },
  (t) => [index('audit_finding_of').on(t.auditId, t.recordedAt), index('audit_finding_open').on(t.dueOn)],
)

/** An archive that an auditor asked for. The file lies outside the database and is deleted after some days. */
export const auditKit = pgTable(
  'audit_kit',
  {
    kitId: uuid('kit_id').primaryKey(),
    fromDay: date('from_day').notNull(),
    toDay: date('to_day').notNull(),
    /** The requests are drawn by the first checkpoint that was signed on this day or later. */
    drawDay: date('draw_day').notNull(),
    /** Of its README. */
    locale: text('locale', { enum: locales }).notNull(),
    askedBy: uuid('asked_by').notNull(),
    askedAt: moment('asked_at').notNull(),
    state: text('state', { enum: kitStates }).notNull(),
    /** This and the next four columns are set when it was made. */
    size: bigint('size', { mode: 'number' }),
    sha256: bytes('sha256'),
    counts: jsonb('counts').$type<Record<string, number>>(),
    madeAt: moment('made_at'),
    expiresAt: moment('expires_at'),
    /** Why it was not made. */
    failure: text('failure', { enum: kitFailures }),
  },
  (t) => [index('audit_kit_asked').on(t.askedAt)],
)

/**
 * The register of subprocessors. Append-only: an entry says how it is from `effective_on` on, a later one replaces it from its own day,
 * and one with a day ahead announces a change. Names no data subject.
 */
export const subprocessorEntry = pgTable(
  'subprocessor_entry',
  {
    entryId: uuid('entry_id').primaryKey(),
    subprocessorId: uuid('subprocessor_id').notNull(),
    entry: text('entry', { enum: subprocessorEntries }).notNull(),
    effectiveOn: date('effective_on').notNull(),
    name: jsonb('name').notNull().$type<{ kk: string; ru: string; en: string }>(),
    /** Country of the data there, ISO 3166-1. */
    country: text('country').notNull(),
    service: jsonb('service').notNull().$type<{ kk: string; ru: string; en: string }>(),
    categories: text('categories', { enum: dataCategories }).array().notNull(),
    /** When it began to process data. */
    since: date('since').notNull(),
    transferBasis: text('transfer_basis', { enum: transferBases }).notNull(),
    /** This and the next two columns are set together; null: there is no agreement. */
    agreementName: text('agreement_name'),
    agreementSha256: bytes('agreement_sha256'),
    agreementOn: date('agreement_on'),
    /** The last day of the agreement; null: it has no end. */
    agreementEndsOn: date('agreement_ends_on'),
    recordedBy: uuid('recorded_by').notNull(),
    recordedAt: moment('recorded_at').notNull(),
  },
  (t) => [index('subprocessor_entry_of').on(t.subprocessorId, t.effectiveOn)],
)
