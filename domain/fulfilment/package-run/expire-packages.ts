import { and, eq, inArray, lte, sql } from 'drizzle-orm'
import { dataPackage, dataPackageItem } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { readPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { noFile } from '../package/new-package.ts'
import { listPackageFiles, removePackageFile } from '../package-record/package-files.ts'
import { isPackage } from '../package-record/package-rows.ts'
import { isNeeded } from '../rules/package-run.ts'

/**
 * Ends what has been there for seven days, also what is still to be locked. The files go with `sweepPackageFiles`; their key is gone
 * at once, and a worker that locks one comes too late.
 */
// no permission: `runPackages` has authorized
export async function expirePackages(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const over = await tx
      .select()
      .from(dataPackage)
      .where(
        and(
          inArray(dataPackage.state, ['released', 'releasing']),
          lte(dataPackage.expiresAt, ctx.clock.now()),
        ),
      )
      .limit(500)
      .for('update', { skipLocked: true })
    for (const row of over) {
      const { releasedAt, expiresAt } = row
      await tx
        .update(dataPackage)
        .set({
          ...noFile,
          state: 'expired',
          releasedAt,
          expiresAt,
          leaseUntil: null,
          fence: sql`${dataPackage.fence} + 1`,
        })
        .where(isPackage(row))
      await append(tx, ctx.auditedAs, {
        action: 'package.expire',
        subjectId: row.subjectId,
        resource: `request:${row.requestId}`,
      })
    }
  })
}

/** Ends what waits for staff although its request was cancelled, or closed by hand. */
// no permission: `runPackages` has authorized
export async function endCancelledPackages(ctx: Context): Promise<void> {
  await ctx.transaction(async (tx) => {
    const waiting = await tx
      .select()
      .from(dataPackage)
      .where(eq(dataPackage.state, 'ready'))
      .limit(500)
      .for('update', { skipLocked: true })
    for (const row of waiting) {
      const request = await readPackageRequest(tx, ctx, row)
      if (isNeeded(row, request)) continue
      await tx
        .update(dataPackage)
        .set({ ...noFile, state: 'cancelled' })
        .where(isPackage(row))
      await append(tx, ctx.auditedAs, {
        action: 'package.cancel',
        subjectId: row.subjectId,
        resource: `request:${row.requestId}`,
      })
    }
  })
}

/** Deletes files that belong to no package: of expired and cancelled ones, of erased people, and of workers that were killed. */
// no permission: `runPackages` has authorized
// no audit record: what ended a package has one
export async function sweepPackageFiles(ctx: Context): Promise<void> {
  const names = await listPackageFiles(ctx)
  const requestIds = [...new Set(names.map(requestOf))].filter((id) => /^[0-9a-f-]{36}$/.test(id))
  if (requestIds.length === 0) return
  const { rows, items } = await ctx.transaction(async (tx) => ({
    rows: await tx
      .select({
        requestId: dataPackage.requestId,
        fence: dataPackage.fence,
        parts: dataPackage.parts,
        leaseUntil: dataPackage.leaseUntil,
      })
      .from(dataPackage)
      .where(inArray(dataPackage.requestId, requestIds)),
    items: await tx
      .select({ fileName: dataPackageItem.fileName })
      .from(dataPackageItem)
      .where(inArray(dataPackageItem.requestId, requestIds)),
  }))
  const parts = rows.flatMap((row) => row.parts ?? [])
  const needed = new Set([...parts, ...items].map(({ fileName }) => fileName))
  // A worker that holds a lease may be writing.
  const inWork = rows.filter(({ leaseUntil }) => leaseUntil !== null && leaseUntil > ctx.clock.now())
  const isInWork = (name: string) =>
    inWork.some(({ requestId, fence }) => name.startsWith(`${requestId}.${fence}.`))
  for (const name of names) if (!needed.has(name) && !isInWork(name)) await removePackageFile(ctx, name)
}

const requestOf = (name: string) => name.slice(0, 36)
