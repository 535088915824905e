import { and, asc, eq, gt, gte, inArray, isNotNull, lt, lte, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditEvent, auditLeaf } from '#db/schema/audit.ts'
import { canonicalJson } from '#platform/canonical-json.ts'
import { recordColumns } from '../record/record-columns.ts'

/** An entry of the log: its leaf is the SHA-256 of a zero byte, the salt and the record, which is canonical JSON. */
export type Entry = { index: number; salt: string; record: string }

/** Half-open: from `from` on and before `before`. */
export type Span = { from: Date; before: Date }

/** The first and the last leaf of records written in a span; null where there is none. */
export async function leavesOfSpan(
  tx: Transaction,
  { from, before }: Span,
): Promise<{ first: number; last: number } | null> {
  const { leafIndex } = auditLeaf
  const [found] = await tx
    .select({
      first: sql<number | null>`min(${leafIndex})::float8`,
      last: sql<number | null>`max(${leafIndex})::float8`,
    })
    .from(auditLeaf)
    .innerJoin(auditEvent, eq(auditEvent.auditId, auditLeaf.auditId))
    .where(and(gte(auditEvent.at, from), lt(auditEvent.at, before)))
  return found?.first == null || found.last === null ? null : { first: found.first, last: found.last }
}

/** The next entries after a leaf that were written in a span, up to the leaf `last`. */
export function entriesAfter(
  tx: Transaction,
  after: number,
  { span, last, most }: { span: Span; last: number; most: number },
): Promise<Entry[]> {
  const { leafIndex } = auditLeaf
  const { at } = auditEvent
  return readEntries(
    tx,
    and(gt(leafIndex, after), lte(leafIndex, last), gte(at, span.from), lt(at, span.before)),
    most,
  )
}

/** Entries by their leaves. */
export const entriesAt = (tx: Transaction, leaves: readonly number[]): Promise<Entry[]> =>
  readEntries(tx, inArray(auditLeaf.leafIndex, [...leaves]), leaves.length)

async function readEntries(tx: Transaction, where: ReturnType<typeof and>, most: number): Promise<Entry[]> {
  const { leafIndex, salt } = auditLeaf
  const rows = await tx
    .select({ leafIndex, salt, record: recordColumns })
    .from(auditLeaf)
    .innerJoin(auditEvent, eq(auditEvent.auditId, auditLeaf.auditId))
    .where(and(where, isNotNull(salt)))
    .orderBy(asc(leafIndex))
    .limit(most)
  return rows.map((row) => ({
    index: row.leafIndex,
    salt: (row.salt ?? Buffer.alloc(0)).toString('base64'),
    record: canonicalJson(row.record),
  }))
}

/** A sealed record, found by what it is about. */
export type FoundRecord = {
  leafIndex: number
  at: Date
  action: string
  subjectId: string | null
  resource: string | null
}

const found = {
  leafIndex: auditLeaf.leafIndex,
  at: auditEvent.at,
  action: auditEvent.action,
  subjectId: auditEvent.subjectId,
  resource: auditEvent.resource,
}

/** The sealed records about resources, in the order of the log. */
export const recordsAbout = (tx: Transaction, resources: readonly string[]): Promise<FoundRecord[]> =>
  tx
    .select(found)
    .from(auditEvent)
    .innerJoin(auditLeaf, eq(auditLeaf.auditId, auditEvent.auditId))
    .where(inArray(auditEvent.resource, [...resources]))
    .orderBy(asc(auditLeaf.leafIndex))

/** The sealed records of some actions on people, in the order of the log. */
export const recordsOnPeople = (
  tx: Transaction,
  subjectIds: readonly string[],
  actions: readonly string[],
): Promise<FoundRecord[]> =>
  tx
    .select(found)
    .from(auditEvent)
    .innerJoin(auditLeaf, eq(auditLeaf.auditId, auditEvent.auditId))
    .where(and(inArray(auditEvent.subjectId, [...subjectIds]), inArray(auditEvent.action, [...actions])))
    .orderBy(asc(auditLeaf.leafIndex))
