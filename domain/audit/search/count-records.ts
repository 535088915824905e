import { and, count, eq, gte, inArray } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { auditEvent } from '#db/schema/audit.ts'

/** How many records there are of each action on each of these resources, by `resource action`. The caller has authorized. */
export async function countRecords(
  tx: Transaction,
  resources: readonly string[],
): Promise<Map<string, number>> {
  const { resource, action } = auditEvent
  const rows = await tx
    .select({ resource, action, count: count() })
    .from(auditEvent)
    .where(inArray(resource, [...resources]))
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
