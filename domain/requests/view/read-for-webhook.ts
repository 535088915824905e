import { and, asc, eq } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { requestStep } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findRow, isRow } from '../record/find-request.ts'
import type { RequestKind, RequestVariant } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'

/** What programs outside may know of a request: kind and status, none of its texts. */
export type ToldRequest = {
  reference: string
  /** `question` is asked as a request is, though it is no right. */
  right: RequestKind
  variant: RequestVariant
  receivedAt: Date
  dueAt: Date | null
  opened: { seq: number; status: string; at: Date }
  closed: { seq: number; status: string; at: Date } | null
}

/** A request with its filing and closing; null when it no longer exists. */
export async function readForTelling(
  ctx: Context,
  tx: Transaction,
  key: { subjectId: string; requestId: string },
): Promise<ToldRequest | null> {
  authorize(ctx.actor, 'requests.tell')
  const row = await findRow(tx, isRow(key))
  if (!row) return null
  const steps = await tx
    .select({ seq: requestStep.seq, status: requestStep.to, at: requestStep.at })
    .from(requestStep)
    .where(and(eq(requestStep.subjectId, key.subjectId), eq(requestStep.requestId, key.requestId)))
    .orderBy(asc(requestStep.seq))
  const [opened] = steps
  if (!opened) return null
  return {
    reference: row.reference,
    right: row.kind,
    variant: row.variant,
    receivedAt: row.receivedAt,
    dueAt: row.dueAt,
    opened,
    closed: steps.find(({ status }) => isClosed(status)) ?? null,
  }
}
