import { type SQL, sql } from 'drizzle-orm'

/** People with a record that a member of staff opened or changed in a period, as part of a query. The caller has authorized. */
export const peopleOpenedBy = (staffId: string, { from, to }: { from: Date; to: Date }): SQL => sql`
  SELECT DISTINCT subject_id FROM audit_event
  WHERE actor_kind = 'staff' AND actor_id = ${staffId} AND subject_id IS NOT NULL
    AND at >= ${from.toISOString()}::timestamptz AND at < ${to.toISOString()}::timestamptz`
