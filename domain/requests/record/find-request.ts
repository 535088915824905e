import { and, eq, type SQL } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize, type Permission } from '#domain/access/permissions.ts'
import { stillRepresents } from '#domain/people/minors/represent.ts'
import { parseReference } from '#platform/ids.ts'
import type { RequestRow } from './request-row.ts'

/**
 * The one way from a reference to a request: a person finds their own, the holder of a case that one, a representative what they
 * filed for the minor, staff all. A request of somebody else is null, like one that does not exist. Throws `Denied`.
 */
export function requestNamed(
  ctx: Context,
  typed: string,
  may: { own: Permission; staff: Permission },
): SQL | null {
  const { actor } = ctx
  if (actor.kind === 'subject')
    authorize(actor, may.own, { subjectId: actor.subjectId, requestId: actor.onlyRequest })
  else if (actor.kind === 'representative') authorize(actor, may.own, { subjectId: actor.subjectId })
  else authorize(actor, may.staff)
  const reference = parseReference(typed)
  if (!reference) return null
  const named = eq(request.reference, reference)
  if (actor.kind === 'representative') return and(named, filedByRepresentative(ctx, actor)) ?? null
  if (actor.kind !== 'subject') return named
  const only = actor.onlyRequest === undefined ? undefined : eq(request.requestId, actor.onlyRequest)
  return and(named, eq(request.subjectId, actor.subjectId), only) ?? null
}

/** What a representative filed for the minor, while they still represent them. */
// no permission: the use cases authorize
export const filedByRepresentative = (
  ctx: Context,
  actor: { subjectId: string; representationId: string },
): SQL | undefined =>
  and(
    eq(request.subjectId, actor.subjectId),
    eq(request.filedByKind, 'representative'),
    eq(request.filedById, actor.representationId),
    stillRepresents(ctx, actor),
  )

export async function findRow(tx: Transaction, where: SQL): Promise<RequestRow | undefined> {
  const [row] = await tx.select().from(request).where(where)
  return row
}

/** The same with a row lock until the end of the transaction: a concurrent step waits and then sees this one. */
export async function lockRow(tx: Transaction, where: SQL): Promise<RequestRow | undefined> {
  const [row] = await tx.select().from(request).where(where).for('update')
  return row
}

/** The condition for one row by its key. */
export const isRow = ({ subjectId, requestId }: Pick<RequestRow, 'subjectId' | 'requestId'>): SQL =>
  and(eq(request.subjectId, subjectId), eq(request.requestId, requestId)) ?? eq(request.requestId, requestId)

/** How the audit log names a request. */
export const resourceOf = (requestId: string) => `request:${requestId}`

/** How the audit log names the request with this reference; null for an unknown one. */
export async function requestResource(tx: Transaction, typed: string): Promise<string | null> {
  const reference = parseReference(typed)
  if (!reference) return null
  const { requestId } = request
  const [row] = await tx.select({ requestId }).from(request).where(eq(request.reference, reference))
  return row ? resourceOf(row.requestId) : null
}

/** Whose request a reference is; null for an unknown one. The caller has authorized. */
export async function subjectOfRequest(tx: Transaction, reference: string): Promise<string | null> {
  const { subjectId } = request
  const [row] = await tx.select({ subjectId }).from(request).where(eq(request.reference, reference))
  return row?.subjectId ?? null
}
