import { sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import type { OwedRecords, OwedSpan } from '#domain/audit/search/count-records.ts'
import { incidentResource } from './incident-rows.ts'

/** The steps of every incident on which there was one since `from`: each owes a record of the audit log. The caller has authorized. */
export async function countRecentIncidentSteps(
  tx: Transaction,
  { from, since }: OwedSpan,
): Promise<OwedRecords[]> {
  const rows = await tx.execute<{ incident: string; step: string; count: number }>(sql`
    SELECT incident_id::text AS incident, step, count(*)::int AS count FROM incident_step
      WHERE incident_id IN (SELECT incident_id FROM incident_step WHERE at > ${from.toISOString()}::timestamptz)
        AND at > ${since.toISOString()}::timestamptz
      GROUP BY incident_id, step`)
  return rows.map(({ incident, step, count }) => ({
    resource: incidentResource(incident),
    action: `incident.${step}`,
    count,
  }))
}
