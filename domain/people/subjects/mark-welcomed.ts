import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { subject } from '#db/schema/people.ts'

/** Notes that the person has answered the first page, so that it is not shown again. In the caller's transaction. */
export async function markWelcomed(tx: Transaction, subjectId: string, now: Date): Promise<void> {
  await tx
    .update(subject)
    .set({ welcomedAt: now })
    .where(and(eq(subject.subjectId, subjectId), isNull(subject.welcomedAt)))
}
