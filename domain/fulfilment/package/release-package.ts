import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import { dataPackage, dataPackageItem } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { findPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { requireSudo } from '#domain/staff/sign-in/step-up.ts'
import { isPackage, lockPackage, type PackageRow, wakePackages } from '../package-record/package-rows.ts'
import { isWaiting } from '../rules/package-run.ts'

export type PackageResult = { status: 'done' } | { status: 'refused'; code: 'not-found' | 'moved-on' }

const may = { own: 'packages.read-own', staff: 'packages.release' } as const

/** `sha256`: of the package that staff looked at, in hexadecimal digits. */
export const releaseSchema = z.strictObject({
  reference: z.string().max(40),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/**
 * Gives the package that staff have looked at: the worker reads it back, closes the request and tells the person. One that was made
 * again meanwhile is not given. Throws `Denied`, `SudoNeeded`.
 */
export async function releasePackage(
  ctx: Context,
  { reference, sha256 }: z.output<typeof releaseSchema>,
): Promise<PackageResult> {
  const { actor } = ctx
  authorize(actor, 'packages.release')
  requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const request = await findPackageRequest(tx, ctx, reference, may)
    if (!request) return { status: 'refused', code: 'not-found' }
    const row = await lockPackage(tx, request)
    const isSame = row?.sha256?.toString('hex') === sha256
    if (row?.state !== 'ready' || !isSame || request.stands === 'other')
      return { status: 'refused', code: 'moved-on' }
    const releasedBy = actor.kind === 'staff' ? actor.staffId : null
    await tx
      .update(dataPackage)
      .set({ state: 'releasing', releasedBy, tryAt: ctx.clock.now() })
      .where(isPackage(row))
    const { subjectId, requestId } = row
    await append(tx, ctx.auditedAs, {
      action: 'package.release',
      subjectId,
      resource: `request:${requestId}`,
    })
    await wakePackages(tx)
    return { status: 'done' }
  })
}

/** `source`: left out where no source is to blame. `note`: why it is skipped; the package then says that it failed. */
export const settleItemsSchema = z
  .strictObject({
    reference: z.string().max(40),
    source: z.string().min(1).max(60).optional(),
    how: z.enum(['retry', 'skip']),
    note: z.string().trim().max(500, 'too-long').default(''),
  })
  .refine(({ how, source }) => how === 'retry' || source !== undefined, { path: ['source'] })
  .refine(({ how, note }) => how === 'retry' || note !== '', { path: ['note'], error: 'required' })

/**
 * What staff do about a copy that waits: try it again now, or leave out a source that failed, with a reason. Throws `Denied`,
 * `SudoNeeded`.
 */
export async function settlePackage(
  ctx: Context,
  { reference, source, how, note }: z.output<typeof settleItemsSchema>,
): Promise<PackageResult> {
  const { actor } = ctx
  authorize(actor, 'packages.release')
  if (how !== 'retry') requireSudo(ctx)
  return ctx.transaction(async (tx) => {
    const request = await findPackageRequest(tx, ctx, reference, may)
    if (!request) return { status: 'refused', code: 'not-found' }
    const now = ctx.clock.now()
    const row = await lockPackage(tx, request)
    const isBusy = row?.leaseUntil != null && row.leaseUntil > now
    if (!row || !isWaiting(row) || isBusy) return { status: 'refused', code: 'moved-on' }
    const { subjectId, requestId } = row
    const isSettled = await settleItems(tx, ctx, row, { source, how, note })
    if (!isSettled) return { status: 'refused', code: 'moved-on' }
    // A worker that comes back late must not overwrite what staff wrote.
    await tx
      .update(dataPackage)
      .set({ tryAt: now, fence: sql`${dataPackage.fence} + 1` })
      .where(isPackage(row))
    await append(tx, ctx.auditedAs, {
      action: `package.${how}`,
      subjectId,
      resource: `request:${requestId}`,
      ...(source !== undefined && { reason: source }),
    })
    await wakePackages(tx)
    return { status: 'done' }
  })
}

/** Whether there was something that failed to settle. Without a source the portal itself failed, of which the package has the code. */
async function settleItems(
  tx: Transaction,
  { actor, clock }: Context,
  row: PackageRow,
  { source, how, note }: Omit<z.output<typeof settleItemsSchema>, 'reference'>,
): Promise<boolean> {
  if (source === undefined) return row.code !== null
  const failed = and(
    eq(dataPackageItem.subjectId, row.subjectId),
    eq(dataPackageItem.requestId, row.requestId),
    eq(dataPackageItem.source, source),
    eq(dataPackageItem.state, 'failed'),
  )
  const settledBy = actor.kind === 'staff' ? actor.staffId : null
  const found =
    how === 'retry'
      ? await tx.select({ item: dataPackageItem.item }).from(dataPackageItem).where(failed)
      : await tx
          .update(dataPackageItem)
          .set({ state: 'skipped', note, settledBy, at: clock.now() })
          .where(failed)
          .returning({ item: dataPackageItem.item })
  return found.length > 0
}
