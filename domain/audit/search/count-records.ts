import { and, count, eq, gte, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
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

/** How many records of an action were written since a moment. The caller has authorized. */
export async function countActions(tx: Transaction, action: string, since: Date): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(auditEvent)
    .where(and(eq(auditEvent.action, action), gte(auditEvent.at, since)))
  return row?.count ?? 0
}
