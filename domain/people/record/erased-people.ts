import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { erasedSubject, subject } from '#db/schema/people.ts'
import { destroyKey } from './person-records.ts'

// The portal itself, in a transaction of its own, marks people who were erased. It has authorized already.

/** From the commit on, what a law keeps of the person is locked. */
export async function markErased(tx: Transaction, subjectId: string, erasedAt: Date): Promise<void> {
  await tx.insert(erasedSubject).values({ subjectId, erasedAt }).onConflictDoNothing()
}

/** When the person was erased; null for everybody else, and again when nothing of the person is left. */
export async function readErasedAt(tx: Transaction, subjectId: string): Promise<Date | null> {
  const [row] = await tx
    .select({ erasedAt: erasedSubject.erasedAt })
    .from(erasedSubject)
    .where(eq(erasedSubject.subjectId, subjectId))
  return row?.erasedAt ?? null
}

/** Deletes what is left of a person once no law keeps anything any more: the empty row, its key and its mark. */
export async function forgetErased(tx: Transaction, subjectId: string): Promise<void> {
  await destroyKey(tx, subjectId)
  await tx.delete(subject).where(eq(subject.subjectId, subjectId))
  await tx.delete(erasedSubject).where(eq(erasedSubject.subjectId, subjectId))
}

/** Which of these people the portal knows and has not erased. */
export async function knownPeople(tx: Transaction, subjectIds: readonly string[]): Promise<string[]> {
  const rows = await tx
    .select({ subjectId: subject.subjectId })
    .from(subject)
    .leftJoin(erasedSubject, eq(erasedSubject.subjectId, subject.subjectId))
    .where(and(inArray(subject.subjectId, [...subjectIds]), isNull(erasedSubject.subjectId)))
  return rows.map((row) => row.subjectId)
}
