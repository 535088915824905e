import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import type { Permission } from '#domain/access/permissions.ts'
import { findRow, isRow, requestNamed } from '../record/find-request.ts'
import { kindOf, type RequestRow, stateOf } from '../record/request-row.ts'
import { mailPerson } from '../record/write-request.ts'
import { isForPackage, type KindName } from '../rules/kinds.ts'
import { isClosed } from '../rules/request-state.ts'
import { stateConditions } from '../rules/step-conditions.ts'
import { takeOwnStep } from './erase-by-request.ts'

// What a package needs of the request that it answers, in a transaction of its own.

type Key = Pick<RequestRow, 'subjectId' | 'requestId'>

export type PackageRequest = Key &
  Pick<RequestRow, 'reference' | 'locale' | 'dueAt'> & {
    kind: KindName
    /** `decided`: to be fulfilled, and open. `given`: closed as fulfilled. `other`: not decided, refused or cancelled. */
    stands: 'decided' | 'given' | 'other'
  }

/** A request for a copy of the data; null for another one. The caller has authorized. */
export async function readPackageRequest(
  tx: Transaction,
  ctx: Context,
  key: Key,
): Promise<PackageRequest | null> {
  const row = await findRow(tx, isRow(key))
  return row ? requestOf(ctx, row) : null
}

/** The same by its reference, for its person or for staff. Throws `Denied`. */
export async function findPackageRequest(
  tx: Transaction,
  ctx: Context,
  reference: string,
  may: { own: Permission; staff: Permission },
): Promise<PackageRequest | null> {
  const where = requestNamed(ctx, reference, may)
  const row = where && (await findRow(tx, where))
  return row ? requestOf(ctx, row) : null
}

function requestOf(ctx: Context, row: RequestRow): PackageRequest | null {
  const kind = kindOf(row)
  if (!isForPackage(kind)) return null
  const { subjectId, requestId, reference, locale, dueAt, status } = row
  const ask = { request: stateOf(row), actor: ctx.actor, now: ctx.clock.now() }
  const isDecided = !isClosed(status) && stateConditions['fulfilment-stands'](ask)
  const stands = status === 'fulfilled' ? 'given' : isDecided ? 'decided' : 'other'
  return { subjectId, requestId, reference, locale, dueAt, kind, stands }
}

/**
 * Closes the request as fulfilled, after its package was read back, and tells the person. One that is closed already stays as it
 * is: the package was made again. False when the decision no longer stands. Throws `Denied`.
 */
// no permission: the steps authorize
// no audit record: the steps write it
export async function fulfilByPackage(tx: Transaction, ctx: Context, key: Key): Promise<boolean> {
  const request = await readPackageRequest(tx, ctx, key)
  if (!request || request.stands === 'other') return false
  if (request.stands === 'decided') {
    if (!(await takeOwnStep(tx, ctx, key, 'execute'))) return false
    if (!(await takeOwnStep(tx, ctx, key, 'fulfil'))) throw new Error('an executed request cannot be closed')
  }
  await mailPerson(tx, key, 'package')
  return true
}
