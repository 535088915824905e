import { date, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { locales, staffRoles } from './access-codes.ts'
import { bytes, moment } from './columns.ts'
import { staffStatuses } from './staff-codes.ts'

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
    ndaSignedOn: date('nda_signed_on'),
    trainingDoneOn: date('training_done_on'),
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
