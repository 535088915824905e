import type { StaffRole } from '#domain/access/actor.ts'

/** Who opens incidents and is told about their terms. */
export const incidentOfficers: readonly StaffRole[] = ['privacy-officer', 'security-officer']
