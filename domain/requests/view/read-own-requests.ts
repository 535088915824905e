import { and, desc, eq, lt, or } from 'drizzle-orm'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { pageCursor, readPageCursor } from '#platform/page-cursor.ts'
import { filedByRepresentative, findRow, requestNamed } from '../record/find-request.ts'
import { readCalendarDays } from '../record/read-calendar.ts'
import { readSteps, refusalView, timelineEntry } from '../record/read-steps.ts'
import { deadlinesOf, ownItem } from '../record/request-deadlines.ts'
import { decryptDetails, type RequestRow, stateOf } from '../record/request-row.ts'
import type { DecisionView, OwnRequestListItem, OwnRequestView } from '../record/request-views.ts'
import { readMessages } from '../record/write-message.ts'
import { representationOf } from '../representatives/representation.ts'
import { isClosed } from '../rules/request-state.ts'
import { nextSteps } from '../rules/take-step.ts'

/** A person's requests, for a representative those that they filed, newest first; `before` is `next` of the page before. */
export async function listOwnRequests(
  ctx: Context,
  subjectId: string,
  page: { before?: string; size?: number } = {},
): Promise<{ items: OwnRequestListItem[]; next: string | null }> {
  authorize(ctx.actor, 'requests.list-own', { subjectId })
  const size = Math.min(page.size ?? 20, 100)
  const from = readPageCursor(page.before)
  const own =
    ctx.actor.kind === 'representative'
      ? filedByRepresentative(ctx, ctx.actor)
      : eq(request.subjectId, subjectId)
  const older = from
    ? or(
        lt(request.receivedAt, from.at),
        and(eq(request.receivedAt, from.at), lt(request.requestId, from.id)),
      )
    : undefined
  const rows = await ctx.transaction((tx) =>
    tx
      .select()
      .from(request)
      .where(and(own, older))
      .orderBy(desc(request.receivedAt), desc(request.requestId))
      .limit(size + 1),
  )
  const now = ctx.clock.now()
  const shown = rows.slice(0, size)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => ownItem(row, now)),
    next: rows.length > size && last ? pageCursor(last.receivedAt, last.requestId) : null,
  }
}

/**
 * The subject's own request, the one that the visitor's session opens, or one that a representative filed for the subject. Null for an unknown reference and for
 * another subject's alike.
 */
export async function readOwnRequest(
  ctx: Context,
  input: { reference: string },
): Promise<OwnRequestView | null> {
  const where = requestNamed(ctx, input.reference, { own: 'requests.read-own', staff: 'requests.read-own' })
  if (!where) return null
  return ctx.transaction(async (tx) => {
    const row = await findRow(tx, where)
    const cipher = row && (await findSubjectCipher(tx, ctx.services.keys, row.subjectId))
    if (!row || !cipher) return null
    const { messages, documents } = await readMessages(tx, row, cipher, ctx.actor)
    const filedBy = await representationOf(tx, ctx, row)
    const now = ctx.clock.now()
    return {
      ...ownItem(row, now),
      representedBy: filedBy?.capacity ?? null,
      locale: row.locale,
      details: decryptDetails(cipher, row),
      documents,
      deadlines: deadlinesOf(row, await readCalendarDays(tx)),
      timeline: (await readSteps(tx, row)).map((step) => timelineEntry(step, ctx.actor)),
      messages,
      decision: decisionOf(row, refusalView(row, cipher)),
      may: {
        write: !isClosed(row.status),
        cancel: nextSteps(stateOf(row), ctx.actor, now).includes('cancel'),
      },
      lastStepSeq: row.lastStepSeq,
    }
  })
}

/** Steps between a proposal and the answer are internal. */
function decisionOf(row: RequestRow, refusal: DecisionView['refusal']): DecisionView | null {
  const { status, closedAt } = row
  if (!closedAt || (status !== 'fulfilled' && status !== 'refused')) return null
  return { outcome: status, at: closedAt.toISOString(), refusal: status === 'refused' ? refusal : null }
}
