import { desc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { incident, incidentPerson } from '#db/schema/incidents.ts'

export type SubjectIncident = { reference: string; closedAt: Date | null; listedAt: Date }

/** The incidents that a person is listed in, newest first. The caller has authorized. */
export const incidentsOfSubject = (tx: Transaction, subjectId: string): Promise<SubjectIncident[]> =>
  tx
    .select({ reference: incident.reference, closedAt: incident.closedAt, listedAt: incidentPerson.listedAt })
    .from(incidentPerson)
    .innerJoin(incident, eq(incident.incidentId, incidentPerson.incidentId))
    .where(eq(incidentPerson.subjectId, subjectId))
    .orderBy(desc(incidentPerson.listedAt))
