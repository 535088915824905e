import { boolean, date, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { locales } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import { policyStatuses, policyWordings } from './policy-codes.ts'

export const policyVersion = pgTable('policy_version', {
  version: integer('version').primaryKey(),
  status: text('status', { enum: policyStatuses }).notNull(),
  lastUpdatedOn: date('last_updated_on').notNull(),
  /** Unknown for version 1, which states only when it was last updated. */
  effectiveOn: date('effective_on'),
  material: boolean('material').notNull(),
  wording: text('wording', { enum: policyWordings }).notNull().default('portal'),
  /** What changed and why, by locale. */
  summary: jsonb('summary').notNull().$type<Record<(typeof locales)[number], string>>(),
  sha256: bytes('sha256'),
  approvedBy: text('approved_by'),
  publishedAt: moment('published_at'),
})

export const policyText = pgTable(
  'policy_text',
  {
    version: integer('version').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    title: text('title').notNull(),
    introduction: text('introduction').notNull(),
  },
  (t) => [primaryKey({ columns: [t.version, t.locale] })],
)

export const policyPart = pgTable(
  'policy_part',
  {
    version: integer('version').notNull(),
    partId: text('part_id').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    position: integer('position').notNull(),
    title: text('title').notNull(),
  },
  (t) => [primaryKey({ columns: [t.version, t.partId, t.locale] })],
)

export const policyClause = pgTable(
  'policy_clause',
  {
    version: integer('version').notNull(),
    clauseId: text('clause_id').notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    partId: text('part_id').notNull(),
    position: integer('position').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
  },
  (t) => [primaryKey({ columns: [t.version, t.clauseId, t.locale] })],
)

/** The operator's details at a time: a receipt names who was responsible when the choice was made. */
export const operatorRecord = pgTable('operator_record', {
  version: integer('version').primaryKey(),
  sha256: bytes('sha256').notNull(),
  operator: jsonb('operator').notNull(),
  firstUsedAt: moment('first_used_at').notNull(),
})
