import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { bytes, moment } from './columns.ts'
import {
  canarySteps,
  erasureItemStates,
  erasureStates,
  packageItemStates,
  packageStates,
  recipientStates,
  sourceCallStatuses,
  sourceCallTypes,
  sourceChangeKinds,
  sourceChangeStates,
  sourceFailures,
  usageMeasures,
  usageStatistics,
} from './fulfilment-codes.ts'

const ownKey = () => ({ subjectId: uuid('subject_id').notNull(), requestId: uuid('request_id').notNull() })

/** The erasure that a decided request of deletion leads to. It ends once. */
export const erasureRun = pgTable(
  'erasure_run',
  {
    ...ownKey(),
    state: text('state', { enum: erasureStates }).notNull(),
    /** The end of the cooling-off. */
    startsAt: moment('starts_at').notNull(),
    /** Rows by item when it was decided: what the person and the staff saw. */
    planned: jsonb('planned').$type<Record<string, number>>().notNull(),
    /** What differed when it was to begin. `before` is null where nothing could be counted then. */
    drift: jsonb('drift').$type<{ item: string; before: number | null; now: number }[]>(),
    /** Rises whenever a worker takes the run; a worker with an older number can no longer write. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: moment('lease_until'),
    tries: integer('tries').notNull().default(0),
    tryAt: moment('try_at').notNull(),
    /** Address for the last message, under a key of its own in the keystore; both are removed once it is sent. */
    letterSealed: bytes('letter_sealed'),
    /** The platform's id of the person, under a key of the portal: needed to delete what a law keeps when its time is over. */
    externalIdSealed: bytes('external_id_sealed'),
    certificateHash: bytes('certificate_hash'),
    certificate: jsonb('certificate').$type<Record<string, unknown>>(),
    keyDestroyedAt: moment('key_destroyed_at'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
    /** When it was carried out again, after a database was restored that knew the person. */
    replayedAt: moment('replayed_at'),
    /** When the last of what a law kept was deleted; what is left of the run names nobody. */
    keptGoneAt: moment('kept_gone_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId] }),
    uniqueIndex('erasure_run_certificate').on(t.certificateHash),
    index('erasure_run_due').on(t.tryAt).where(sql`state IN ('waiting', 'erasing', 'stuck')`),
    index('erasure_run_stuck').on(t.state).where(sql`state IN ('stuck', 'drifted')`),
    index('erasure_run_letter').on(t.endedAt).where(sql`letter_sealed IS NOT NULL`),
  ],
)

/** What happened to one item of the data map in a run. */
export const erasureItem = pgTable(
  'erasure_item',
  {
    ...ownKey(),
    item: text('item').notNull(),
    source: text('source').notNull(),
    state: text('state', { enum: erasureItemStates }).notNull(),
    matched: integer('matched'),
    changed: integer('changed'),
    leftOver: integer('left_over'),
    /** Why it failed. */
    code: text('code'),
    /** How often the source gave a final answer that left something to do: the next request is another one. */
    round: integer('round').notNull().default(0),
    failedSince: moment('failed_since'),
    /** What staff wrote when they skipped it or did it by hand. */
    note: text('note'),
    settledBy: uuid('settled_by'),
    /** The record of `keeping` that keeps the rows, and until when. */
    record: text('record'),
    keptUntil: moment('kept_until'),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId, t.item] }),
    index('erasure_item_kept').on(t.keptUntil).where(sql`state = 'kept'`),
  ],
)

/** A file of a package: its name in the folder of packages, its size and SHA-256 (hexadecimal) before encryption. */
export type PackagePart = { fileName: string; size: number; sha256: string }

/** The package that a decided request of access or portability leads to. Its files lie in the folder of packages. */
export const dataPackage = pgTable(
  'data_package',
  {
    ...ownKey(),
    state: text('state', { enum: packageStates }).notNull(),
    /** Rises whenever a worker takes it; a worker with an older number can no longer write. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: moment('lease_until'),
    tries: integer('tries').notNull().default(0),
    tryAt: moment('try_at').notNull(),
    /** Why it is stuck, where no source is to blame. */
    code: text('code'),
    /** The key of its files, under the person's key. Null: there are no files. */
    keySealed: bytes('key_sealed'),
    /** Its files: a large package has several. */
    parts: jsonb('parts').$type<PackagePart[]>(),
    /** Bytes of all files before encryption. */
    size: bigint('size', { mode: 'number' }),
    /** SHA-256 of its file; of several files, of their SHA-256 in order. */
    sha256: bytes('sha256'),
    /** What is to encrypt the files under the person's passphrase, under the person's key; removed once they are locked. */
    lockSealed: bytes('lock_sealed'),
    /** The files are encrypted with age, and open with the passphrase alone. */
    locked: boolean('locked').notNull().default(false),
    /** It is given without another look by staff: the operator allows it, or the person asked again for what was released before. */
    releaseWhenReady: boolean('release_when_ready').notNull().default(false),
    createdAt: moment('created_at').notNull(),
    madeAt: moment('made_at'),
    releasedBy: uuid('released_by'),
    releasedAt: moment('released_at'),
    expiresAt: moment('expires_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.requestId] }),
    index('data_package_due').on(t.tryAt).where(sql`state IN ('collecting', 'stuck', 'releasing')`),
    index('data_package_request').on(t.requestId),
    index('data_package_expiry').on(t.expiresAt).where(sql`state IN ('released', 'releasing')`),
  ],
)

/** What a package has of one item of the data map. */
export const dataPackageItem = pgTable(
  'data_package_item',
  {
    ...ownKey(),
    item: text('item').notNull(),
    source: text('source').notNull(),
    state: text('state', { enum: packageItemStates }).notNull(),
    records: integer('records'),
    /** The collected records, until the package is made. */
    fileName: text('file_name'),
    /** Why it failed. */
    code: text('code'),
    failedSince: moment('failed_since'),
    /** What staff wrote when they skipped it. */
    note: text('note'),
    settledBy: uuid('settled_by'),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.requestId, t.item] })],
)

/** What the nightly job did for one item of the data map: numbers, never whose rows. */
export const retentionResult = pgTable(
  'retention_result',
  {
    /** The day in Almaty. */
    day: date('day').notNull(),
    item: text('item').notNull(),
    deleted: integer('deleted').notNull(),
    /** Past their end and still there afterwards; null where nothing could be counted. */
    overdue: integer('overdue'),
    /** Why it failed. */
    code: text('code'),
    endedAt: moment('ended_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.item] })],
)

/** Whether a source is well, by its name. Names nobody. */
export const sourceState = pgTable('source_state', {
  source: text('source').primaryKey(),
  /** Null: it is well. */
  failingSince: moment('failing_since'),
  code: text('code', { enum: sourceFailures }),
  detail: text('detail'),
  tries: integer('tries').notNull(),
  checkedAt: moment('checked_at').notNull(),
  nextTryAt: moment('next_try_at').notNull(),
  /** When the source was last tried with the test person, and at which step and why that failed. */
  canaryAt: moment('canary_at'),
  canaryStep: text('canary_step', { enum: canarySteps }),
  canaryCode: text('canary_code'),
})

/** A time in which a source did not answer as it should, as the looks of the worker found it. */
export const sourceOutage = pgTable(
  'source_outage',
  {
    source: text('source').notNull(),
    since: moment('since').notNull(),
    /** Null: it lasts. */
    until: moment('until'),
  },
  (t) => [primaryKey({ columns: [t.source, t.since] })],
)

/** A request that another system took and has not answered yet. Deleted with the answer, or after a month. */
export const sourceCall = pgTable(
  'source_call',
  {
    subjectId: uuid('subject_id').notNull(),
    source: text('source').notNull(),
    callId: uuid('call_id').notNull(),
    type: text('type', { enum: sourceCallTypes }).notNull(),
    /** SHA-256 of what is asked: the same question meets the request that is under way. */
    fingerprint: bytes('fingerprint').notNull(),
    status: text('status', { enum: sourceCallStatuses }).notNull(),
    askedAt: moment('asked_at').notNull(),
    /** When the other side expects to be ready. */
    expectedAt: moment('expected_at'),
    /** The signed time of its last message; an older or equal one is a repeat and is refused. */
    heardAt: moment('heard_at'),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.source, t.callId] }),
    uniqueIndex('source_call_id').on(t.source, t.callId),
    index('source_call_asked').on(t.askedAt),
  ],
)

/** A change that a source makes for a person, and what was found when it was read back. */
export const sourceChange = pgTable(
  'source_change',
  {
    subjectId: uuid('subject_id').notNull(),
    changeId: uuid('change_id').notNull(),
    /** The request that led to it; null for what the person changed in the profile. */
    requestId: uuid('request_id'),
    kind: text('kind', { enum: sourceChangeKinds }).notNull(),
    source: text('source').notNull(),
    /** The item of the data map and its column; null for a restriction. */
    item: text('item'),
    field: text('field'),
    /** The record's key, the old value and the new one, as JSON; removed once it is settled. */
    valuesSealed: bytes('values_sealed'),
    state: text('state', { enum: sourceChangeStates }).notNull(),
    matched: integer('matched'),
    changed: integer('changed'),
    leftOver: integer('left_over'),
    /** Fields in which the old value is still found: `item/column`. */
    oldIn: jsonb('old_in').$type<string[]>(),
    code: text('code'),
    failedSince: moment('failed_since'),
    tries: integer('tries').notNull().default(0),
    tryAt: moment('try_at').notNull(),
    /** Rises whenever a worker takes it; a worker with an older number can no longer write. */
    fence: integer('fence').notNull().default(0),
    leaseUntil: moment('lease_until'),
    note: text('note'),
    settledBy: uuid('settled_by'),
    createdAt: moment('created_at').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.changeId] }),
    index('source_change_request').on(t.subjectId, t.requestId),
    index('source_change_due').on(t.tryAt, t.changeId).where(sql`state IN ('waiting', 'failed')`),
  ],
)

/** Somebody outside the portal's sources who received data that was corrected, and whether they were told. */
export const recipientNotice = pgTable(
  'recipient_notice',
  {
    ...ownKey(),
    noticeId: uuid('notice_id').notNull(),
    /** As the operator's settings named it when the correction was made. */
    recipient: jsonb('recipient').$type<{ kk: string; ru: string; en: string }>().notNull(),
    country: text('country').notNull(),
    state: text('state', { enum: recipientStates }).notNull(),
    /** How they were told, what they answered, or why they were not told. */
    note: text('note'),
    settledBy: uuid('settled_by'),
    createdAt: moment('created_at').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subjectId, t.noticeId] }),
    index('recipient_notice_request').on(t.subjectId, t.requestId),
    index('recipient_notice_open').on(t.createdAt).where(sql`state = 'to-tell'`),
  ],
)

/** The last nightly count of a statistic. Names nobody. */
export const usageRun = pgTable('usage_run', {
  statistic: text('statistic', { enum: usageStatistics }).primaryKey(),
  /** When the figures that are shown were counted; null: never. */
  countedAt: moment('counted_at'),
  /** How many people they are about. */
  people: integer('people').notNull(),
  triedAt: moment('tried_at').notNull(),
  /** How many people were counted in the last run without a consent, by the ledger. Figures of such a run are thrown away. */
  without: integer('without').notNull(),
  /** In how many cells the second count of the last run differed from the first one. Figures of such a run are thrown away too. */
  different: integer('different').notNull(),
  /** SHA-256 of the figures on which both counts agreed; null before the first. */
  cellsSha256: bytes('cells_sha256'),
  /** What is counted apart, such as courses, by their keys in the platform. */
  groups: jsonb('groups').notNull().$type<{ key: string; title: Record<'kk' | 'ru' | 'en', string> }[]>(),
})

/** People of one group in one month. Of fewer than ten nothing is stored. */
export const usageCount = pgTable(
  'usage_count',
  {
    statistic: text('statistic', { enum: usageStatistics }).notNull(),
    measure: text('measure', { enum: usageMeasures }).notNull(),
    /** Empty: all groups. */
    groupKey: text('group_key').notNull(),
    /** As `2026-11`; empty: the last twelve months. */
    month: text('month').notNull(),
    /** Null: one to nine, or more where the others would give it away. */
    people: integer('people'),
    /** Of a test its score in per cent, of progress the lessons of one person; null where neither, or withheld. */
    average: real('average'),
  },
  (t) => [primaryKey({ columns: [t.statistic, t.measure, t.groupKey, t.month] })],
)
