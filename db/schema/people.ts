import { sql } from 'drizzle-orm'
import {
  date,
  index,
  integer,
  jsonb,
  pgSchema,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { locales } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import {
  representationEnds,
  representativeCapacities,
  signInMethods,
  subjectSources,
} from './people-codes.ts'

/** A data subject. Everything that names the person is sealed under a key of their own. */
export const subject = pgTable(
  'subject',
  {
    subjectId: uuid('subject_id').primaryKey(),
    externalId: text('external_id').unique(),
    source: text('source', { enum: subjectSources }).notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    emailSealed: bytes('email_sealed'),
    emailIndex: bytes('email_index'),
    nameSealed: bytes('name_sealed'),
    phoneSealed: bytes('phone_sealed'),
    welcomedAt: moment('welcomed_at'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [uniqueIndex('subject_email_index').on(t.emailIndex)],
)

/**
 * People who were erased while a law still keeps records about them. The records are locked: `db/grants.ts` hides them from
 * everybody but the portal itself.
 */
export const erasedSubject = pgTable('erased_subject', {
  subjectId: uuid('subject_id').primaryKey(),
  erasedAt: moment('erased_at').notNull(),
})

export const subjectSession = pgTable(
  'subject_session',
  {
    subjectId: uuid('subject_id').notNull(),
    tokenHash: bytes('token_hash').notNull(),
    method: text('method', { enum: signInMethods }).notNull(),
    createdAt: moment('created_at').notNull(),
    seenAt: moment('seen_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.tokenHash] }),
    uniqueIndex('subject_session_token').on(t.tokenHash),
    index('subject_session_expiry').on(t.expiresAt),
  ],
)

/** An account at the platform's single sign-on that belongs to a person; the provider's identifier as a blind index only. */
export const externalAccount = pgTable(
  'external_account',
  {
    subjectId: uuid('subject_id').notNull(),
    provider: text('provider').notNull(),
    accountIndex: bytes('account_index').notNull(),
    linkedAt: moment('linked_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.provider] }),
    uniqueIndex('external_account_index').on(t.provider, t.accountIndex),
  ],
)

/** A change of e-mail address: takes effect when both the old and the new address have confirmed it. */
/** A sign-in with a browser that was new to the account, told by email; the person can say that it was not theirs. */
export const signInNotice = pgTable(
  'sign_in_notice',
  {
    subjectId: uuid('subject_id').notNull(),
    noticeId: uuid('notice_id').notNull(),
    tokenHash: bytes('token_hash').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    refusedAt: moment('refused_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.noticeId] }),
    uniqueIndex('sign_in_notice_token').on(t.tokenHash),
  ],
)

export const emailChange = pgTable(
  'email_change',
  {
    subjectId: uuid('subject_id').notNull(),
    changeId: uuid('change_id').notNull(),
    newEmailSealed: bytes('new_email_sealed').notNull(),
    newEmailIndex: bytes('new_email_index').notNull(),
    /** The address in use when the change was asked for; null where there was none. */
    oldEmailSealed: bytes('old_email_sealed'),
    oldConfirmedAt: moment('old_confirmed_at'),
    newConfirmedAt: moment('new_confirmed_at'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    closedAt: moment('closed_at'),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.changeId] }), uniqueIndex('email_change_id').on(t.changeId)],
)

/** A subject who said that they are under 18. Written only where `PORTAL_GUARDIANS` is on; deleted when they turn 18. */
export const minor = pgTable(
  'minor',
  {
    subjectId: uuid('subject_id').primaryKey(),
    /** The day on which the subject turns 18. Whether they are under 14 follows from it. */
    adultOn: date('adult_on').notNull(),
    /** Names of choices that a minor of 14 or older agrees to and the representative has not answered yet. */
    asked: jsonb('asked').notNull().$type<string[]>(),
    declaredAt: moment('declared_at').notNull(),
  },
  (t) => [index('minor_adult').on(t.adultOn)],
)

/** The representative that a minor named and that has not confirmed it yet. One a minor. */
export const representativeInvitation = pgTable(
  'representative_invitation',
  {
    subjectId: uuid('subject_id').primaryKey(),
    invitationId: uuid('invitation_id').notNull(),
    emailSealed: bytes('email_sealed').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [uniqueIndex('representative_invitation_id').on(t.invitationId)],
)

/** A representative who proved their own address and acts for a minor. Receipts name it, so it is kept as long as the ledger. */
export const representation = pgTable(
  'representation',
  {
    subjectId: uuid('subject_id').notNull(),
    representationId: uuid('representation_id').notNull(),
    capacity: text('capacity', { enum: representativeCapacities }).notNull(),
    verifiedAt: moment('verified_at').notNull(),
    endedAt: moment('ended_at'),
    ended: text('ended', { enum: representationEnds }),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.representationId] }),
    uniqueIndex('representation_id').on(t.representationId),
    uniqueIndex('representation_open').on(t.subjectId).where(sql`ended_at IS NULL`),
  ],
)

/** The representative's own side, deleted with their data: a subject who acts in a representation. */
export const representativeOf = pgTable(
  'representative_of',
  {
    subjectId: uuid('subject_id').notNull(),
    representationId: uuid('representation_id').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.representationId] }),
    uniqueIndex('representative_of_representation').on(t.representationId),
  ],
)

/** A separate schema, so that its backup can be kept apart and for a shorter time. */
export const keystore = pgSchema('keystore')

export const subjectKey = keystore.table('subject_key', {
  subjectId: uuid('subject_id').primaryKey(),
  keyId: uuid('key_id').notNull(),
  masterVersion: integer('master_version').notNull(),
  wrapped: bytes('wrapped').notNull(),
  createdAt: moment('created_at').notNull(),
})

/** Versions of the master key, which wraps the keys of people. The keys are files; a row stays after its key is destroyed. */
export const masterKey = pgTable('master_key', {
  version: integer('version').primaryKey(),
  /** As every key that it wraps names it. */
  keyId: text('key_id').notNull(),
  madeAt: moment('made_at').notNull(),
  /** Since when it wraps no key; null for the current one, and while some are left. */
  rewrappedAt: moment('rewrapped_at'),
  destroyedAt: moment('destroyed_at'),
})
