import { and, eq, isNull, ne } from 'drizzle-orm'
import type { Transaction } from '#db/client.ts'
import { request } from '#db/schema/requests.ts'
import type { Context } from '#domain/access/context.ts'
import type { Permission } from '#domain/access/permissions.ts'
import { parseReference } from '#platform/ids.ts'
import { takeSystemStep } from '../execution/take-system-step.ts'
import { findRow, isRow, requestNamed } from '../record/find-request.ts'
import { kindOf, type RequestRow, stateOf } from '../record/request-row.ts'
import { endsInErasure, type KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import { stateConditions } from '../rules/step-conditions.ts'

// What carries out a request of deletion needs of it, in a transaction of its own.

type Key = Pick<RequestRow, 'subjectId' | 'requestId'>

export type ErasureRequest = Key &
  Pick<RequestRow, 'reference' | 'variant' | 'locale' | 'dueAt'> & {
    kind: KindName
    /** Decided and approved, and still open. */
    decided: boolean
    /** The representation by which a representative filed it; null: the person, or somebody else. */
    representationId: string | null
  }

/** A request of deletion; null for another one. The caller has authorized. */
export async function readErasureRequest(
  tx: Transaction,
  ctx: Context,
  key: Key,
): Promise<ErasureRequest | null> {
  const row = await findRow(tx, isRow(key))
  return row ? erasureOf(ctx, row) : null
}

/** The same by its reference, for its person or for staff. Throws `Denied`. */
export async function findErasureRequest(
  tx: Transaction,
  ctx: Context,
  reference: string,
  may: { own: Permission; staff: Permission },
): Promise<ErasureRequest | null> {
  const where = requestNamed(ctx, reference, may)
  const row = where && (await findRow(tx, where))
  return row ? erasureOf(ctx, row) : null
}

/** The key of the request with this reference, locked or not; null for an unknown one. The caller has authorized. */
export async function findRequestKey(tx: Transaction, typed: string): Promise<Key | null> {
  const reference = parseReference(typed)
  const row = reference && (await findRow(tx, eq(request.reference, reference)))
  return row ? { subjectId: row.subjectId, requestId: row.requestId } : null
}

function erasureOf(ctx: Context, row: RequestRow): ErasureRequest | null {
  const kind = kindOf(row)
  if (!endsInErasure(kind)) return null
  const { subjectId, requestId, reference, variant, locale, dueAt, status } = row
  const ask = { request: stateOf(row), actor: ctx.actor, now: ctx.clock.now() }
  const decided = !isClosed(status) && stateConditions['fulfilment-stands'](ask)
  const representationId = row.filedByKind === 'representative' ? row.filedById : null
  return { subjectId, requestId, reference, kind, variant, locale, dueAt, decided, representationId }
}

/**
 * The point of no return: afterwards the person can no longer cancel. False when the decision no longer stands or the
 * request is closed. Throws `Denied`.
 */
// no audit record: the step writes it
export async function executeErasure(tx: Transaction, ctx: Context, key: Key): Promise<boolean> {
  return takeSystemStep(tx, ctx, key, 'execute')
}

/** Closes the request as fulfilled, after everything was read back. Throws `Denied`, and where the step is not possible. */
// no audit record: the step writes it
export async function fulfilErasure(tx: Transaction, ctx: Context, key: Key): Promise<void> {
  if (!(await takeSystemStep(tx, ctx, key, 'fulfil'))) throw new Error('an executed erasure cannot be closed')
}

/**
 * Closes the request of an erasure that is carried out again after a restore: as fulfilled where it had been decided by then,
 * else as cancelled. Throws `Denied`.
 */
// no audit record: the step writes it
export async function closeReplayedErasure(tx: Transaction, ctx: Context, key: Key): Promise<void> {
  if (!(await takeSystemStep(tx, ctx, key, 'fulfil'))) await takeSystemStep(tx, ctx, key, 'cancel')
}

/** Cancels what else the person asked for, corrections under way too: nobody is left to answer. Throws `Denied`. */
// no audit record: the step writes it
export async function endOtherRequests(
  tx: Transaction,
  ctx: Context,
  { subjectId, requestId }: Key,
): Promise<void> {
  const open = await tx
    .select({ subjectId: request.subjectId, requestId: request.requestId })
    .from(request)
    .where(and(eq(request.subjectId, subjectId), ne(request.requestId, requestId), isNull(request.closedAt)))
  for (const key of open) {
    await takeSystemStep(tx, ctx, key, 'stop-executing')
    await takeSystemStep(tx, ctx, key, 'cancel')
  }
}
