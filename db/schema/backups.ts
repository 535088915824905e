import { sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bootResults, bucketFailures, drillResults } from './backups-codes.ts'
import { bytes, moment, transactionId } from './columns.ts'

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
  /** Every transaction with a lower number had ended when the snapshot was taken. */
  horizon: transactionId('horizon').notNull(),
  /** In which database, with which tables and columns: the numbers of transactions are its own. */
  origin: text('origin').notNull(),
  /** SHA-256 of the list of sums in each archive. */
  dataSums: bytes('data_sums').notNull(),
  keystoreSums: bytes('keystore_sums').notNull(),
})

/** Archives of what changed since a backup. They go when their time is over, the row stays. */
export const backupChanges = pgTable('backup_changes', {
  changesId: uuid('changes_id').primaryKey(),
  /** The backup onto which they are loaded. */
  backupId: uuid('backup_id').notNull(),
  madeAt: moment('made_at').notNull().unique(),
  folder: text('folder').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  keystoreBytes: bigint('keystore_bytes', { mode: 'number' }).notNull(),
  rows: bigint('rows', { mode: 'number' }).notNull(),
  tookMs: integer('took_ms').notNull(),
})

/** One row: how copying to the bucket goes. */
export const backupBucket = pgTable('backup_bucket', {
  id: integer('id').primaryKey(),
  /** Host and bucket, and the country of its settings; null before they could be read. */
  place: text('place'),
  country: text('country'),
  triedAt: moment('tried_at').notNull(),
  succeededAt: moment('succeeded_at'),
  /** How many are there. */
  archives: integer('archives'),
  /** Of the last try; null if it succeeded. */
  failure: text('failure', { enum: bucketFailures }),
  /** One line, for the doctor. */
  reason: text('reason'),
  drilledAt: moment('drilled_at'),
  drillResult: text('drill_result', { enum: drillResults }),
})

/** Keys of rows that were deleted since the newest backup: a row that is gone leaves no other trace. Triggers write it. */
export const deletedRow = pgTable(
  'deleted_row',
  {
    deletedRowId: bigint('deleted_row_id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    schemaName: text('schema_name').notNull(),
    tableName: text('table_name').notNull(),
    /** The columns of the primary key with their values. */
    key: jsonb('key').notNull(),
    xid: transactionId('xid').notNull().default(sql`pg_current_xact_id()`),
  },
  (t) => [index('deleted_row_xid').on(t.xid)],
)

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
    /** The moment of the changes that were loaded onto it; null if there were none. */
    changesMadeAt: moment('changes_made_at'),
    result: text('result', { enum: drillResults }).notNull(),
    tables: integer('tables').notNull(),
    rows: bigint('rows', { mode: 'number' }).notNull(),
    /** Records of the audit log that were verified. */
    logRecords: bigint('log_records', { mode: 'number' }).notNull(),
    tookMs: integer('took_ms').notNull(),
    /** Null: the drill ended before, or is from a time without this trial. */
    boot: text('boot', { enum: bootResults }),
  },
  (t) => [index('backup_drill_at').on(t.at)],
)
