import { type SQL, sql } from 'drizzle-orm'

/** A condition: the person of this column was not erased. */
export const notErased = (subjectId: SQL): SQL =>
  sql`NOT EXISTS (SELECT FROM erased_subject gone WHERE gone.subject_id = ${subjectId})`
