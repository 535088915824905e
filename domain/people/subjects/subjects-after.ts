import { asc, gt } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'

/** The next people in the order of their ids, for work in batches that may be interrupted. The caller has authorized. */
export async function subjectsAfter(tx: Transaction, after: string | null, most: number): Promise<string[]> {
  const rows = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .where(after === null ? undefined : gt(subject.subjectId, after))
    .orderBy(asc(subject.subjectId))
    .limit(most)
  return rows.map(({ subjectId }) => subjectId)
}
