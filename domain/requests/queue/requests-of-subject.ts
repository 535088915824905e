import { count, desc, eq, max } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request, requestMessage } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { isOverdue } from '../record/request-deadlines.ts'
import { kindOf, type RequestRow } from '../record/request-row.ts'
import type { KindName } from '../rules/kinds.ts'

export type SubjectRequest = Pick<
  RequestRow,
  'requestId' | 'reference' | 'status' | 'channel' | 'closedAt'
> & {
  kind: KindName
  receivedAt: Date
  dueAt: Date | null
  overdue: boolean
  /** How many messages were written in it, by both sides, and the latest. */
  messages: number
  lastMessageAt: Date | null
}

const SHOWN = 100

/** The requests of a person, newest first, at most 100, with the number of messages in each. The caller has authorized. */
export async function requestsOfSubject(
  tx: Transaction,
  ctx: Context,
  subjectId: string,
): Promise<SubjectRequest[]> {
  const now = ctx.clock.now()
  const rows = await tx
    .select()
    .from(request)
    .where(eq(request.subjectId, subjectId))
    .orderBy(desc(request.receivedAt), desc(request.requestId))
    .limit(SHOWN)
  const written = await tx
    .select({ requestId: requestMessage.requestId, messages: count(), last: max(requestMessage.sentAt) })
    .from(requestMessage)
    .where(eq(requestMessage.subjectId, subjectId))
    .groupBy(requestMessage.requestId)
  const messagesOf = new Map(written.map((one) => [one.requestId, one]))
  return rows.map((row) => ({
    requestId: row.requestId,
    reference: row.reference,
    status: row.status,
    channel: row.channel,
    closedAt: row.closedAt,
    kind: kindOf(row),
    receivedAt: row.receivedAt,
    dueAt: row.dueAt,
    overdue: isOverdue(row, now),
    messages: messagesOf.get(row.requestId)?.messages ?? 0,
    lastMessageAt: messagesOf.get(row.requestId)?.last ?? null,
  }))
}
