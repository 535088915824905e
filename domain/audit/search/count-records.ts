import { and, count, desc, eq, gte, inArray, isNotNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { readInOrder } from '#db/in-order.ts'
import { auditEvent } from '#db/schema/audit.ts'

/** What the log owes for something that was done: so many records of an action on a resource, by the names that the log uses. */
export type OwedRecords = { resource: string; action: string; count: number }

/** `from`: what was acted on since then is looked at. `since`: of that, everything since this earlier moment is counted. */
export type OwedSpan = { from: Date; since: Date }

/** How many records there are of each action on each of these resources since a moment, by `resource action`. The caller has authorized. */
export async function countRecords(
  tx: Transaction,
  resources: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  const { resource, action, at } = auditEvent
  const rows = await tx
    .select({ resource, action, count: count() })
    .from(auditEvent)
    .where(and(inArray(resource, [...resources]), gte(at, since)))
    .groupBy(resource, action)
  return new Map(rows.map((row) => [`${row.resource} ${row.action}`, row.count]))
}

type Action = { action: string; reason?: string }

/** How many records of an action, with this reason, were written since a moment. The caller has authorized. */
export async function countActions(tx: Transaction, of: Action, since: Date): Promise<number> {
  const [row] = await tx.select({ count: count() }).from(auditEvent).where(isOf(of, since))
  return row?.count ?? 0
}

const isOf = ({ action, reason }: Action, since: Date) =>
  and(
    eq(auditEvent.action, action),
    gte(auditEvent.at, since),
    reason === undefined ? undefined : eq(auditEvent.reason, reason),
  )

export type LastRecords = { count: number; last: { auditId: string; at: Date; subjectId: string }[] }

/** Their number, and the newest of them that are about a person. The caller has authorized. */
export async function lastRecords(
  tx: Transaction,
  of: Action,
  { since, size }: { since: Date; size: number },
): Promise<LastRecords> {
  await readInOrder(tx)
  const { auditId, at, subjectId } = auditEvent
  const rows = await tx
    .select({ auditId, at, subjectId })
    .from(auditEvent)
    .where(and(isOf(of, since), isNotNull(subjectId)))
    .orderBy(desc(at), desc(auditId))
    .limit(size)
  const last = rows.flatMap((row) => (row.subjectId === null ? [] : [{ ...row, subjectId: row.subjectId }]))
  return { count: await countActions(tx, of, since), last }
}
