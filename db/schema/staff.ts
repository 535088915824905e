import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { locales, staffRoles } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import {
  clearanceKinds,
  passkeyUses,
  readingFindings,
  reviewDecisions,
  staffStatuses,
} from './staff-codes.ts'

/** Somebody who works here. Sealed under a key of their own, which lies with those of the data subjects (`keystore`). */
export const staffMember = pgTable(
  'staff_member',
  {
    staffId: uuid('staff_id').primaryKey(),
    status: text('status', { enum: staffStatuses }).notNull(),
    locale: text('locale', { enum: locales }).notNull(),
    emailSealed: bytes('email_sealed').notNull(),
    emailIndex: bytes('email_index').notNull(),
    nameSealed: bytes('name_sealed'),
    /** Argon2id; null until the invitation is followed. */
    passwordHash: text('password_hash'),
    totpSealed: bytes('totp_sealed'),
    /** The time step of the last code that was accepted: that one and those before it are spent. */
    totpLastStep: integer('totp_last_step').notNull().default(0),
    /** Links of invitations work from then on: a day after passkeys were replaced. Null: at once. */
    linksValidFrom: moment('links_valid_from'),
    createdAt: moment('created_at').notNull(),
    seenAt: moment('seen_at'),
  },
  (t) => [uniqueIndex('staff_member_email_index').on(t.emailIndex)],
)

export const staffRole = pgTable(
  'staff_role',
  {
    staffId: uuid('staff_id').notNull(),
    role: text('role', { enum: staffRoles }).notNull(),
    /** Null when it was given at the command line. */
    grantedBy: uuid('granted_by'),
    grantedAt: moment('granted_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.staffId, t.role] })],
)

/** Agreements and trainings of members: of each kind the newest record counts that has its document or ends what counted. Append-only. */
export const staffClearance = pgTable(
  'staff_clearance',
  {
    clearanceId: uuid('clearance_id').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    kind: text('kind', { enum: clearanceKinds }).notNull(),
    /** Null: what was recorded before counts no more. */
    doneOn: date('done_on'),
    /** The last day of an agreement that has an end; a training counts for a year. */
    endsOn: date('ends_on'),
    /** Of the document, as the server computed it. */
    sha256: bytes('sha256'),
    mediaType: text('media_type'),
    size: integer('size'),
    contentSealed: bytes('content_sealed'),
    /** Null when it came with sample data. */
    recordedBy: uuid('recorded_by'),
    recordedAt: moment('recorded_at').notNull(),
  },
  (t) => [index('staff_clearance_newest').on(t.staffId, t.kind, t.recordedAt, t.clearanceId)],
)

/** What a review said of a role of a member in a quarter: `2026-Q4`. Append-only. */
export const accessReviewDecision = pgTable(
  'access_review_decision',
  {
    period: text('period').notNull(),
    staffId: uuid('staff_id').notNull(),
    role: text('role', { enum: staffRoles }).notNull(),
    decision: text('decision', { enum: reviewDecisions }).notNull(),
    reasonSealed: bytes('reason_sealed').notNull(),
    /** When a permission of the role had last been used; null: not in the log. */
    lastUsedAt: moment('last_used_at'),
    decidedBy: uuid('decided_by').notNull(),
    decidedAt: moment('decided_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.period, t.staffId, t.role] })],
)

/** Quarters whose review is complete. Append-only. */
export const accessReview = pgTable('access_review', {
  period: text('period').primaryKey(),
  completedBy: uuid('completed_by').notNull(),
  completedAt: moment('completed_at').notNull(),
})

/** A member opened unusually many persons' records on a day in Almaty. */
export const readingAlert = pgTable(
  'reading_alert',
  {
    alertId: uuid('alert_id').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    day: date('day').notNull(),
    opened: integer('opened').notNull(),
    /** Usual days before it, of the member and of the others. */
    usualOwn: integer('usual_own').notNull(),
    usualTeam: integer('usual_team').notNull(),
    raisedAt: moment('raised_at').notNull(),
    finding: text('finding', { enum: readingFindings }),
    answerSealed: bytes('answer_sealed'),
    answeredBy: uuid('answered_by'),
    answeredAt: moment('answered_at'),
  },
  (t) => [
    uniqueIndex('reading_alert_day').on(t.staffId, t.day),
    index('reading_alert_open').on(t.raisedAt).where(sql`answered_at IS NULL`),
  ],
)

/** What staff were reminded of by email, so that each reminder is sent once. */
export const staffReminder = pgTable('staff_reminder', {
  /** What it is about and how many days ahead: `training:ID:30`. */
  about: text('about').primaryKey(),
  remindedAt: moment('reminded_at').notNull(),
})

export const staffSession = pgTable(
  'staff_session',
  {
    staffId: uuid('staff_id').notNull(),
    tokenHash: bytes('token_hash').notNull(),
    createdAt: moment('created_at').notNull(),
    seenAt: moment('seen_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** Until when a fresh code counts for sensitive actions. */
    sudoUntil: moment('sudo_until'),
    /** A passkey was used in it: to sign in, or to confirm. */
    byPasskey: boolean('by_passkey').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.staffId, t.tokenHash] }),
    uniqueIndex('staff_session_token').on(t.tokenHash),
    index('staff_session_expiry').on(t.expiresAt),
  ],
)

/** A link to set a password and an authenticator; what was chosen waits here until a code proves the authenticator. */
export const staffInvitation = pgTable(
  'staff_invitation',
  {
    invitationId: uuid('invitation_id').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    tokenHash: bytes('token_hash').notNull(),
    invitedBy: uuid('invited_by'),
    browserHash: bytes('browser_hash'),
    passwordHash: text('password_hash'),
    totpSealed: bytes('totp_sealed'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    consumedAt: moment('consumed_at'),
  },
  (t) => [
    uniqueIndex('staff_invitation_token').on(t.tokenHash),
    index('staff_invitation_staff').on(t.staffId),
  ],
)

/** A passkey of a member: the public half of a key pair that an authenticator keeps. */
export const staffPasskey = pgTable(
  'staff_passkey',
  {
    passkeyId: uuid('passkey_id').primaryKey(),
    staffId: uuid('staff_id').notNull(),
    credentialId: bytes('credential_id').notNull(),
    /** COSE, as the authenticator gave it. */
    publicKey: bytes('public_key').notNull(),
    /** Synced passkeys always say 0. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    /** Comma-separated hints of how the browser reaches it. */
    transports: text('transports').notNull(),
    /** Synced to other devices by its maker. */
    backedUp: boolean('backed_up').notNull(),
    nameSealed: bytes('name_sealed').notNull(),
    createdAt: moment('created_at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [
    uniqueIndex('staff_passkey_credential').on(t.credentialId),
    index('staff_passkey_staff').on(t.staffId),
  ],
)

/** A question to an authenticator, deleted with the first answer to it. */
export const passkeyChallenge = pgTable(
  'passkey_challenge',
  {
    challengeHash: bytes('challenge_hash').primaryKey(),
    use: text('use', { enum: passkeyUses }).notNull(),
    /** Null for a sign-in: the answer says who it is. */
    staffId: uuid('staff_id'),
    /** The browser that was asked: the hash of its session's token, or of its sign-in cookie. */
    browserHash: bytes('browser_hash').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('passkey_challenge_expiry').on(t.expiresAt)],
)
