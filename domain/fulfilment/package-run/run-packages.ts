import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { readPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { FileDamaged } from '#platform/crypto/encrypted-file.ts'
import { diskOf, hasRoomFor } from '#platform/disk.ts'
import { readHeard } from '../http-source/open-calls.ts'
import { FencedOff } from '../lease/lease.ts'
import type { PackageTexts } from '../package-content/package-view.ts'
import { makePackagesFolder } from '../package-record/package-files.ts'
import { type PackageRow, takeDuePackage } from '../package-record/package-rows.ts'
import { mostPartBytes } from '../rules/package-parts.ts'
import { isNeeded } from '../rules/package-run.ts'
import { assemblePackage } from './assemble-package.ts'
import { collectItems } from './collect-items.ts'
import { endLease, endPackage, keyOfPackage, makeAnew, waitForTry } from './end-package.ts'
import { endCancelledPackages, expirePackages, sweepPackageFiles } from './expire-packages.ts'
import { givePackage } from './give-package.ts'

/**
 * Makes and gives every package that is due: collects item by item, writes the archive, reads it back. Each step commits with
 * what it did, so that a killed worker's package continues where it was. Deletes what has expired. Returns how many were given.
 * `partLimit`: most bytes that the files of one archive have together.
 * Throws `Denied`.
 */
// no audit record: each step writes its own
export async function runPackages(
  ctx: Context,
  texts: PackageTexts,
  signal: AbortSignal,
  { partLimit = mostPartBytes } = {},
): Promise<{ given: number }> {
  authorize(ctx.actor, 'packages.make')
  await makePackagesFolder(ctx)
  await expirePackages(ctx)
  await endCancelledPackages(ctx)
  let given = 0
  for (;;) {
    signal.throwIfAborted()
    const taken = await ctx.transaction(async (tx) => {
      const due = await takeDuePackage(tx, ctx.clock.now())
      return due && { row: due, heard: await readHeard(tx, due.subjectId) }
    })
    if (!taken) break
    const { row } = taken
    try {
      if (await carryOn(ctx, taken, { texts, partLimit }, signal)) given += 1
    } catch (error) {
      // A worker that stops lets another one go on at once.
      if (signal.aborted && !(error instanceof FencedOff)) {
        await endLease(ctx, row)
        throw error
      }
      await settle(ctx, row, error).catch((next: unknown) => {
        if (!(next instanceof FencedOff)) throw next
        ctx.services.log.warn({ requestId: row.requestId }, 'another worker took this package')
      })
    }
  }
  await sweepPackageFiles(ctx)
  return { given }
}

/** What an error of one package leads to: the others go on. Throws `FencedOff`, and what the database throws. */
async function settle(ctx: Context, row: PackageRow, error: unknown): Promise<void> {
  if (error instanceof FencedOff) throw error
  if (isFull(error)) return waitForTry(ctx, row, 'no-room')
  if (error instanceof FileDamaged) return makeAnew(ctx, row)
  ctx.services.log.error({ err: error, requestId: row.requestId }, 'a package could not be made')
  return waitForTry(ctx, row, 'failed')
}

async function carryOn(
  ctx: Context,
  { row, heard }: { row: PackageRow; heard: ReadonlySet<string> },
  { texts, partLimit }: { texts: PackageTexts; partLimit: number },
  signal: AbortSignal,
): Promise<boolean> {
  const request = await ctx.transaction((tx) => readPackageRequest(tx, ctx, row))
  const kept = isNeeded(row, request) ? await keyOfPackage(ctx, row) : null
  if (!request || !kept) {
    await endPackage(ctx, row)
    return false
  }
  if (kept.row.state === 'releasing') return givePackage(ctx, kept.row, kept.key)
  // Uploads and packages stop before the database has no room.
  if (!hasRoomFor(diskOf(ctx.services.env.packagesDir), 0)) {
    await waitForTry(ctx, kept.row, 'no-room')
    return false
  }
  if (!(await collectItems(ctx, kept.row, kept.key, request, signal))) {
    await waitForTry(ctx, kept.row, null, heard)
    return false
  }
  const made = await assemblePackage(ctx, kept.row, kept.key, { request, texts, partLimit }, signal)
  return made.state === 'releasing' ? givePackage(ctx, made, kept.key) : false
}

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
