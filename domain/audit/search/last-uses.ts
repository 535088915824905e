import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '#db/arrays.ts'
import type { Transaction } from '#db/client.ts'
import { readInOrder } from '#db/in-order.ts'

/**
 * When each of these members of staff last did what: by member, then by action. Each action is one step in an index, so the
 * time does not grow with the log. In the caller's transaction, which has authorized.
 */
export async function lastUses(
  tx: Transaction,
  staffIds: readonly string[],
): Promise<Map<string, Map<string, Date>>> {
  await readInOrder(tx)
  const rows = await tx.execute<{ member: string; action: string; at: string }>(sql`
    WITH RECURSIVE used AS (
      SELECT m.id AS member, (SELECT e.action FROM audit_event e
          WHERE e.actor_kind = 'staff' AND e.actor_id = m.id ORDER BY e.action LIMIT 1) AS action
        FROM unnest(${toArrayLiteral(staffIds)}::text[]) AS m (id)
      UNION ALL
      SELECT u.member, (SELECT e.action FROM audit_event e
          WHERE e.actor_kind = 'staff' AND e.actor_id = u.member AND e.action > u.action ORDER BY e.action LIMIT 1)
        FROM used u WHERE u.action IS NOT NULL
    )
    SELECT u.member, u.action, (SELECT e.at FROM audit_event e
        WHERE e.actor_kind = 'staff' AND e.actor_id = u.member AND e.action = u.action
        ORDER BY e.at DESC LIMIT 1)::text AS at
      FROM used u WHERE u.action IS NOT NULL`)
  const uses = new Map<string, Map<string, Date>>()
  for (const { member, action, at } of rows) {
    const own = uses.get(member) ?? new Map<string, Date>()
    uses.set(member, own.set(action, new Date(at)))
  }
  return uses
}
