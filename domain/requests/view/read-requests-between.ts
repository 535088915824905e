import { and, asc, gte, inArray, lt, or, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Transaction } from '#db/client.ts'
import { request, requestStep } from '#db/schema/requests.ts'

export type RequestExcerpt = Awaited<ReturnType<typeof readRequestsBetween>>['requests'][number]

/** Where a page ends; `start` is before all of them. */
export type Place = { subjectId: string; requestId: string }
const nobody = '00000000-0000-0000-0000-000000000000'
export const start: Place = { subjectId: nobody, requestId: nobody }

/**
 * Requests that were received, decided or closed from a moment on and before another, with their steps: codes and moments, no
 * word that somebody wrote, no name. In pages, in the caller's transaction, which has authorized; row-level security leaves out
 * what the reader may not see.
 */
export async function readRequestsBetween(
  tx: Transaction,
  { from, before }: { from: Date; before: Date },
  { after, most, withSteps = true }: { after: Place; most: number; withSteps?: boolean },
) {
  const isIn = (column: PgColumn) => and(gte(column, from), lt(column, before))
  const { subjectId, requestId } = request
  const rows = await tx
    .select(columns)
    .from(request)
    .where(
      and(
        or(isIn(request.receivedAt), isIn(request.decidedAt), isIn(request.closedAt)),
        sql`(${subjectId}, ${requestId}) > (${after.subjectId}::uuid, ${after.requestId}::uuid)`,
      ),
    )
    .orderBy(asc(subjectId), asc(requestId))
    .limit(most)
  const steps = withSteps
    ? await readSteps(
        tx,
        rows.map((row) => row.requestId),
      )
    : []
  const byRequest = Map.groupBy(steps, (step) => step.requestId)
  const last = rows.at(-1)
  return {
    next: last && rows.length === most ? { subjectId: last.subjectId, requestId: last.requestId } : null,
    requests: rows.map((row) => ({
      reference: row.reference,
      request: row.requestId,
      kind: row.kind,
      variant: row.variant,
      channel: row.channel,
      language: row.locale,
      status: row.status,
      filedBy: row.filedByKind,
      receivedAt: row.receivedAt.toISOString(),
      dueAt: isoOf(row.dueAt),
      lawDueAt: isoOf(row.lawDueAt),
      policyDueAt: isoOf(row.policyDueAt),
      decision: row.decision,
      decidedBy: row.decidedBy,
      decidedAt: isoOf(row.decidedAt),
      approvedBy: row.approvedBy,
      approvedAt: isoOf(row.approvedAt),
      refusalCode: row.refusalCode,
      closedAt: isoOf(row.closedAt),
      steps: (byRequest.get(row.requestId) ?? []).map(({ step, from: left, to, actorKind, actorId, at }) => ({
        step,
        from: left,
        to,
        by: actorKind,
        // Only of staff: the others are the person or the portal.
        staff: actorKind === 'staff' ? actorId : null,
        at: at.toISOString(),
      })),
    })),
  }
}

/** Nothing that is encrypted: a form can have many kilobytes. */
const columns = {
  subjectId: request.subjectId,
  requestId: request.requestId,
  reference: request.reference,
  kind: request.kind,
  variant: request.variant,
  channel: request.channel,
  locale: request.locale,
  status: request.status,
  filedByKind: request.filedByKind,
  receivedAt: request.receivedAt,
  dueAt: request.dueAt,
  lawDueAt: request.lawDueAt,
  policyDueAt: request.policyDueAt,
  decision: request.decision,
  decidedBy: request.decidedBy,
  decidedAt: request.decidedAt,
  approvedBy: request.approvedBy,
  approvedAt: request.approvedAt,
  refusalCode: request.refusalCode,
  closedAt: request.closedAt,
}

const readSteps = (tx: Transaction, requestIds: readonly string[]) =>
  tx
    .select()
    .from(requestStep)
    .where(inArray(requestStep.requestId, [...requestIds]))
    .orderBy(asc(requestStep.requestId), asc(requestStep.seq))

const isoOf = (moment: Date | null) => moment?.toISOString() ?? null

/** The references of all requests that were received from a moment on and before another, also of people that lists of staff do not show. */
export async function listReferences(tx: Transaction, from: Date, before: Date): Promise<string[]> {
  const rows = await tx
    .select({ reference: request.reference })
    .from(request)
    .where(and(gte(request.receivedAt, from), lt(request.receivedAt, before)))
    .orderBy(asc(request.reference))
  return rows.map(({ reference }) => reference)
}
