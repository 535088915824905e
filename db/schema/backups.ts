import { bigint, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { drillResults } from './backups-codes.ts'
import { moment } from './columns.ts'

/** A backup that was made: an archive of the data and one of the keystore. The archives go when their time is over, the row stays. */
export const backup = pgTable('backup', {
  backupId: uuid('backup_id').primaryKey(),
  /** The moment of the snapshot; the names of the archives have it. */
  madeAt: moment('made_at').notNull().unique(),
  folder: text('folder').notNull(),
  /** Where the folder is, as the settings said: two letters (ISO 3166-1). */
  country: text('country').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  keystoreBytes: bigint('keystore_bytes', { mode: 'number' }).notNull(),
  tables: integer('tables').notNull(),
  rows: bigint('rows', { mode: 'number' }).notNull(),
  /** How many public keys can open it. */
  recipients: integer('recipients').notNull(),
  tookMs: integer('took_ms').notNull(),
})

/** A backup that was restored for trial, or could not be. */
export const backupDrill = pgTable(
  'backup_drill',
  {
    drillId: uuid('drill_id').primaryKey(),
    at: moment('at').notNull(),
    /** The name of the archive; null if there was none. */
    archive: text('archive'),
    /** The snapshot of the archive; null if it could not be read. */
    madeAt: moment('made_at'),
    result: text('result', { enum: drillResults }).notNull(),
    tables: integer('tables').notNull(),
    rows: bigint('rows', { mode: 'number' }).notNull(),
    /** Records of the audit log that were verified. */
    logRecords: bigint('log_records', { mode: 'number' }).notNull(),
    tookMs: integer('took_ms').notNull(),
  },
  (t) => [index('backup_drill_at').on(t.at)],
)
