import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { locales, verificationPurposes } from './access-codes.ts'
import { bytes, moment } from './columns.ts'

/**
 * A proof that was asked for: of a mailbox by link or six digits, of an authenticator by its code. A row for an
 * unknown address has no account: it looks the same and can never succeed.
 */
export const verification = pgTable(
  'verification',
  {
    verificationId: uuid('verification_id').primaryKey(),
    purpose: text('purpose', { enum: verificationPurposes }).notNull(),
    /** A data subject or a member of staff. */
    accountId: uuid('account_id'),
    /** The request or the change of address that it is about. */
    resourceId: uuid('resource_id'),
    /** The address as a blind index: what limits count by, known or not. */
    addressIndex: bytes('address_index').notNull(),
    /** Null where nothing is mailed. */
    linkHash: bytes('link_hash'),
    codeHash: bytes('code_hash'),
    browserHash: bytes('browser_hash').notNull(),
    tries: integer('tries').notNull().default(0),
    locale: text('locale', { enum: locales }).notNull(),
    returnTo: text('return_to'),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    consumedAt: moment('consumed_at'),
  },
  (t) => [
    uniqueIndex('verification_link').on(t.linkHash),
    uniqueIndex('verification_browser').on(t.browserHash),
    index('verification_expiry').on(t.expiresAt),
    index('verification_resource').on(t.resourceId).where(sql`resource_id IS NOT NULL`),
    index('verification_open').on(t.accountId).where(sql`consumed_at IS NULL`),
    // The expression of its policy in `0001_row_level_security.sql`.
    index('verification_reach').on(sql`coalesce(account_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)`),
  ],
)
