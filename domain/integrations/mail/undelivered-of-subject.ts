import { desc, sql } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { undeliveredMail } from '#db/schema/integrations.ts'
import type { UndeliveredEntry } from './list-undelivered.ts'

export type SubjectMail = Omit<UndeliveredEntry, 'reference' | 'nextTryAt'>

const SHOWN = 20

/** Emails to one subject that were not delivered, newest first. The caller has authorized. */
export async function undeliveredOfSubject(tx: Transaction, subjectId: string): Promise<SubjectMail[]> {
  const { mailId, task, state, reason, code, tries, createdAt, lastTriedAt } = undeliveredMail
  const rows = await tx
    .select({ mailId, task, state, reason, code, tries, createdAt, lastTriedAt })
    .from(undeliveredMail)
    .where(sql`${undeliveredMail.payload} ->> 'subjectId' = ${subjectId}`)
    .orderBy(desc(lastTriedAt))
    .limit(SHOWN)
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastTriedAt: row.lastTriedAt.toISOString(),
  }))
}
