import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { lookupKeys } from './lookups-codes.ts'

/** A person that a member of staff found. Its id stands in the address of the page, works for that member only, and ends. */
export const personLookup = pgTable(
  'person_lookup',
  {
    subjectId: uuid('subject_id').notNull(),
    lookupId: uuid('lookup_id').notNull(),
    staffId: uuid('staff_id').notNull(),
    foundBy: text('found_by', { enum: lookupKeys }).notNull(),
    foundAt: moment('found_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** Why the member opened the record, as a code; null while it is masked. */
    reason: text('reason'),
    revealedUntil: moment('revealed_until'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.lookupId] }),
    uniqueIndex('person_lookup_id').on(t.lookupId),
    index('person_lookup_expiry').on(t.expiresAt),
  ],
)
