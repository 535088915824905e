import { z } from 'zod'
import type { EvidenceKind } from './evidence.ts'

const count = z.int().min(0)
const amount = z.number().min(0).nullable()
/** Null: withheld, because it or what is left of the whole is about one to nine people (`withhold.ts`). */
const part = count.nullable()

/** What is counted, by the kind of evidence. Times are in the unit that the name says; null where there is nothing to compute from. */
const figureSchemas = {
  /** Columns of the platform's database. `undeclared`: look personal and are not in the data map; `missing`: only in the map. */
  'columns-mapped': z.strictObject({ columns: count, undeclared: count, missing: count }),
  /** Systems beside the portal, and the nightly trials of those that allow one. `oldestHours`: the oldest of the last trials. */
  'system-trials': z.strictObject({
    systems: count,
    allowed: count,
    failed: count,
    untried: count,
    oldestHours: amount,
  }),
  /** `due`: requests whose term ended in the period. `cancelled`: by then the person no longer wanted it. */
  'requests-in-time': z.strictObject({
    due: count,
    inTime: count,
    refused: part,
    cancelled: part,
    medianDays: amount,
    open: count,
    overdue: count,
    dueSoon: count,
  }),
  /** Questions received in the period. The policy states no term for an answer. */
  'first-answers': z.strictObject({ asked: count, answered: count, medianHours: amount, waiting: count }),
  /** `overdue`: of those without, who withdrew it longer ago than the law gives to stop, and whose data is still there. */
  'service-consent': z.strictObject({ people: count, withConsent: part, without: part, overdue: count }),
  /**
   * `without`: of the people counted in the last run, by the ledger. `smallest`: the smallest group that is shown; null: none is.
   * `exposed`: groups of fewer than ten that are shown, or follow from others.
   */
  'counted-with-consent': z.strictObject({
    people: count,
    without: count,
    smallest: amount,
    exposed: count,
    hoursSince: count,
  }),
  /** `questions`: of programs, before they send; `different`: people whose state is not what the ledger says. */
  'answers-supported': z.strictObject({ questions: count, allowed: count, people: count, different: count }),
  /**
   * `asked`: for how many of the newest withdrawals it was asked whether a message may be sent. `stillAllowed`: of those older than ten
   * minutes, how many another system allows in its own table. `trials`: 1 when a test person could withdraw; `refusedAfterMs`: from
   * then to the first no, null when there was none.
   */
  'withdrawals-obeyed': z.strictObject({
    withdrawals: count,
    asked: count,
    allowed: count,
    stillAllowed: count,
    trials: count,
    refusedAfterMs: amount,
  }),
  /** `messages`, to programs, and `letters`: each with those that were given up. A letter counts as delivered when the mail server took it. */
  'messages-delivered': z.strictObject({
    messages: count,
    messagesGivenUp: count,
    letters: count,
    lettersGivenUp: count,
    late: count,
  }),
  'erasures-read-back': z.strictObject({
    ended: count,
    recordsErased: count,
    recordsLeft: count,
    incomplete: count,
    stuck: count,
    drifted: count,
  }),
  'keys-current': z.strictObject({ keys: count, current: count, unreadable: count }),
  /**
   * `old`: keys under an older master key. `stray`: what else is left under one, in any column. `unknown`: fields without the version
   * of today. `overdue`: a master key that was to be made, and what was to be rewrapped or destroyed.
   */
  'fields-current': z.strictObject({
    keys: count,
    fields: count,
    old: count,
    stray: count,
    unknown: count,
    masterKeyDays: count,
    overdue: count,
  }),
  /**
   * The portal's public address. `newest`: 1 when TLS 1.3 is spoken; `older`: how many older versions are. `distrusted`: 1 when the
   * certificate is not trusted or not for this name. `hsts`: 1 when browsers are told for a year to use TLS only.
   */
  connections: z.strictObject({
    newest: count,
    older: count,
    distrusted: count,
    daysLeft: count,
    hsts: count,
  }),
  /** Steps of requests and incidents, published versions and entries of registers, each of which owes a record of the audit log. */
  'actions-recorded': z.strictObject({ actions: count, missing: count }),
  /** `checkpoint`: how many records the newest signed checkpoint covers; null without one, and with a fault. */
  'audit-log': z.strictObject({
    records: count,
    faults: count,
    waitingMinutes: count,
    checkpoint: amount,
  }),
  /**
   * `witnesses`: registered by the operator. `records`: of the newest head that one of them cosigned; null: none yet. `daysSince`: since
   * that, or since the log began; null without a witness.
   */
  cosignatures: z.strictObject({ witnesses: count, records: amount, daysSince: amount }),
  /** Active members whose role reaches personal data. */
  clearances: z.strictObject({ members: count, lacking: count, soon: count }),
  /** The same members. `current`: with a training of the last 12 months. */
  trainings: z.strictObject({ members: count, current: count, soon: count }),
  /**
   * `daysSince`: since the last complete review; null before the first. `pending`: roles to decide about in this quarter, `daysLeft` to
   * its end. `overdue`: the quarter before ended without a review that was complete.
   */
  'access-reviews': z.strictObject({
    reviews: count,
    daysSince: amount,
    pending: count,
    daysLeft: count,
    overdue: count,
  }),
  /** `hoursSince`: since the newest backup, or since the portal began; `hoursUnsaved`: since that or the changes after it. `missing`: archives of the newest one. */
  backups: z.strictObject({
    kept: count,
    hoursSince: count,
    hoursUnsaved: count,
    missing: count,
    abroad: count,
    inKazakhstan: count,
  }),
  /** `hoursSince`: since the newest drill that passed, or since the portal began. `failed`: the newest did not pass. */
  'backup-drills': z.strictObject({ drills: count, passed: count, hoursSince: count, failed: count }),
  /**
   * The write-ahead log of the database. `external`: 1 when the server is not the portal's own; `on`: 1 when it copies its log.
   * `failing`: 1 when the last try failed. `minutesSince`: since the last copy, or since the server began to count.
   */
  'log-archiving': z.strictObject({
    external: count,
    on: count,
    copied: count,
    failing: count,
    minutesSince: amount,
  }),
  /** `notices`: owed to the authority, with a term that ended or with a notice that was given. `overdue`: not given yet. */
  'incident-notices': z.strictObject({
    incidents: count,
    notices: count,
    inTime: count,
    open: count,
    soon: count,
    overdue: count,
  }),
  /** `missed`: whole quarters that ended since the last audit, or since the portal began. `daysLeft`: of this quarter, today included. */
  audits: z.strictObject({ audits: count, thisQuarter: count, missed: count, daysLeft: count }),
  /** `daysSince`: since the last test, or since the portal began. */
  'penetration-tests': z.strictObject({ tests: count, daysSince: count }),
  findings: z.strictObject({ found: count, open: count, overdue: count, dueSoon: count }),
  /** Of those that get data now, by the public list. `soon`: ends within sixty days. */
  agreements: z.strictObject({ subprocessors: count, missing: count, over: count, soon: count }),
} satisfies Record<EvidenceKind, z.ZodType>

export type Figures = { [K in EvidenceKind]: z.infer<(typeof figureSchemas)[K]> }

/** The figures of a stored measurement; null when they are not those of its kind, and then nothing is known. */
export function readFigures<K extends EvidenceKind>(kind: K, stored: unknown): Figures[K] | null {
  const parsed = figureSchemas[kind].safeParse(stored)
  return parsed.success ? (parsed.data as Figures[K]) : null
}
