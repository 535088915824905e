import { boolean, date, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { locales } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import type { messageClasses } from './consent-codes.ts'
import {
  draftOrigins,
  draftStatuses,
  policyChanges,
  policyStatuses,
  policyWordings,
  type wordingChanges,
} from './policy-codes.ts'
import type { PurposeFacts } from './purpose-codes.ts'

type InLanguages<Value> = Record<(typeof locales)[number], Value>

export const policyVersion = pgTable('policy_version', {
  version: integer('version').primaryKey(),
  status: text('status', { enum: policyStatuses }).notNull(),
  lastUpdatedOn: date('last_updated_on').notNull(),
  /** Unknown for version 1, which states only when it was last updated. */
  effectiveOn: date('effective_on'),
  material: boolean('material').notNull(),
  change: text('change', { enum: policyChanges }).notNull().default('words'),
  /** The purposes for which people are asked again: what is done under them has changed. */
  purposes: jsonb('purposes').notNull().default([]).$type<string[]>(),
  wording: text('wording', { enum: policyWordings }).notNull().default('portal'),
  /** What changed and why, by locale. */
  summary: jsonb('summary').notNull().$type<InLanguages<string>>(),
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

/** A file that was imported: its name without folders, and its SHA-256, hex. */
type ImportedFile = { name: string; sha256: string }
/** Words of an imported file that have no place yet. */
type UnplacedText = { locale: (typeof locales)[number]; line: number; text: string }
type LanguageApproval = { by: string; at: string; sha256: string }

/** What a draft does to a purpose or a topic, whose words people agree to beside the policy. */
export type DraftWording = {
  purpose: string
  /** Empty: the purpose itself. */
  topic: string
  change: (typeof wordingChanges)[number]
  /** Of a new topic; null otherwise. */
  messageClass: (typeof messageClasses)[number] | null
  /** Of a purpose that the operator adds or has added; null otherwise. */
  facts: PurposeFacts | null
  /** The facts are other than those in force: something else is done with data. */
  otherFacts: boolean
  /** Counts the changes, so that two editors do not overwrite each other. */
  revision: number
  /** By the name of the field; empty where the topic is retired. */
  texts: InLanguages<Record<string, string>>
  changedBy: string
  changedAt: string
}

type Ended = { consents: number; people: number }
/** Answers that would be no instead of yes. */
type AnswersLost = { answers: number; people: number }
/** What a draft would do if it were published, counted at a moment. */
export type DraftImpact = {
  /** Of the draft for which it was counted, hex. */
  sha256: string
  countedAt: string
  /** Consents to purposes about which people are asked again, and by purpose. */
  asked: Ended & { purposes: { purpose: string; people: number }[] }
  /** Consents to what is offered no more. */
  ending: Ended
  /** The last whole day in Almaty: what programs were told yes about and would be told no. */
  replayed: {
    day: string
    /** About what the draft touches. */
    questions: number
    /** Of these, answered yes, and how many are still here to be asked again. */
    allowed: number
    kept: number
    messages: AnswersLost
    others: AnswersLost
  }
}

/** The version that is being written; one at a time. Deleted when it is published. */
export const policyDraft = pgTable('policy_draft', {
  version: integer('version').primaryKey(),
  status: text('status', { enum: draftStatuses }).notNull().default('draft'),
  /** Counts changes of the facts below, so that two editors do not overwrite each other. */
  revision: integer('revision').notNull().default(1),
  change: text('change', { enum: policyChanges }),
  material: boolean('material').notNull().default(false),
  purposes: jsonb('purposes').notNull().default([]).$type<string[]>(),
  summary: jsonb('summary').notNull().$type<InLanguages<string>>(),
  effectiveOn: date('effective_on'),
  /** Who approved the text of a language, and the hash of that text: another text is not approved. */
  approvals: jsonb('approvals').notNull().default({}).$type<Partial<InLanguages<LanguageApproval>>>(),
  proposedBy: uuid('proposed_by'),
  proposedAt: moment('proposed_at'),
  /** When a proposal counts as approved where one officer works alone. */
  delayEndsAt: moment('delay_ends_at'),
  origin: text('origin', { enum: draftOrigins }).notNull().default('in-force'),
  /** The date that the operator's own document bears: the version is dated by it. */
  documentDate: date('document_date'),
  importedFiles: jsonb('imported_files').notNull().default({}).$type<Partial<InLanguages<ImportedFile>>>(),
  unplaced: jsonb('unplaced').notNull().default([]).$type<UnplacedText[]>(),
  wordings: jsonb('wordings').notNull().default([]).$type<DraftWording[]>(),
  impact: jsonb('impact').$type<DraftImpact>(),
  /** Null with the status `scheduled`: approved by the delay. */
  approvedBy: uuid('approved_by'),
  /** Null: a command. */
  createdBy: uuid('created_by'),
  createdAt: moment('created_at').notNull(),
})

/** A piece of a draft in three languages: `document` (title and introduction), `part:ID` (title) or the id of a clause. */
export const policyDraftItem = pgTable(
  'policy_draft_item',
  {
    version: integer('version').notNull(),
    item: text('item').notNull(),
    position: integer('position').notNull(),
    revision: integer('revision').notNull().default(1),
    texts: jsonb('texts').notNull().$type<InLanguages<{ title: string; body: string }>>(),
    /** Null: a command. */
    changedBy: uuid('changed_by'),
    changedAt: moment('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.version, t.item] })],
)

/** The operator's details at a time: a receipt names who was responsible when the choice was made. */
export const operatorRecord = pgTable('operator_record', {
  version: integer('version').primaryKey(),
  sha256: bytes('sha256').notNull(),
  operator: jsonb('operator').notNull(),
  firstUsedAt: moment('first_used_at').notNull(),
})
