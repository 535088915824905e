import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { recipientNotice } from '#db/schema/fulfilment.ts'

export type NoticeRow = typeof recipientNotice.$inferSelect
export type NewNotice = typeof recipientNotice.$inferInsert

export const isNotice = ({ subjectId, noticeId }: Pick<NoticeRow, 'subjectId' | 'noticeId'>) =>
  and(eq(recipientNotice.subjectId, subjectId), eq(recipientNotice.noticeId, noticeId))

/** Who is to be told about a correction, in the order of the operator's settings. */
export const readRequestNotices = (
  tx: Transaction,
  { subjectId, requestId }: { subjectId: string; requestId: string },
): Promise<NoticeRow[]> =>
  tx
    .select()
    .from(recipientNotice)
    .where(and(eq(recipientNotice.subjectId, subjectId), eq(recipientNotice.requestId, requestId)))
    .orderBy(asc(recipientNotice.noticeId))

export async function writeNotices(tx: Transaction, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length > 0) await tx.insert(recipientNotice).values([...notices])
}
