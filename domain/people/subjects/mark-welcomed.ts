import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'

/** Notes that the person has answered the first page, so that it is not shown again. In the caller's transaction. False: it was noted before. */
export async function markWelcomed(tx: Transaction, subjectId: string, now: Date): Promise<boolean> {
  const marked = await tx
    .update(subject)
    .set({ welcomedAt: now })
    .where(and(eq(subject.subjectId, subjectId), isNull(subject.welcomedAt)))
    .returning({ subjectId: subject.subjectId })
  return marked.length > 0
}
