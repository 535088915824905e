import { and, asc, gt, isNotNull, ne, or, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject, subjectKey } from '#db/schema/people.ts'

/**
 * Ids of the platform's people, page by page: without visitors, who only asked something, and without those who were erased.
 * In the caller's transaction, which has authorized.
 */
export async function* readPeopleIds(tx: Transaction, atOnce: number): AsyncGenerator<string[], void> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await tx
      .select({ id: subject.subjectId })
      .from(subject)
      .where(
        and(
          gt(subject.subjectId, after),
          ne(subject.source, 'visitor'),
          or(isNotNull(subject.externalId), isNotNull(subject.emailIndex)),
        ),
      )
      .orderBy(asc(subject.subjectId))
      .limit(atOnce)
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ id }) => id)
    after = last.id
  }
}

/** How many keys of people and staff each version of the master key wraps. The caller has authorized. */
export async function countKeysByVersion(tx: Transaction): Promise<Map<number, number>> {
  const rows = await tx
    .select({ version: subjectKey.masterVersion, count: sql<number>`count(*)::int` })
    .from(subjectKey)
    .groupBy(subjectKey.masterVersion)
  return new Map(rows.map(({ version, count }) => [version, count]))
}
