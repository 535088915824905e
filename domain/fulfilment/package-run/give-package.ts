import type { PackagePart } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { fulfilByPackage } from '#domain/requests/steps/package-by-request.ts'
import { lockedWithAge } from '#platform/crypto/age-lock.ts'
import { readEncryptedFile } from '#platform/crypto/encrypted-file.ts'
import { lockedFileName, openLocks, packagePath } from '../package-record/package-files.ts'
import { type PackageRow, writePackage } from '../package-record/package-rows.ts'
import { packageExpiry } from '../rules/package-run.ts'
import { endPackage, makeAnew } from './end-package.ts'
import { fileColumns, readsBack, writePart } from './write-part.ts'

/**
 * Reads a released package once more, and locks it where the person asked for that. If every byte is as it was made, the request is closed in the same transaction and the person
 * is told; else it is made again, and staff look at it again. True when it was given.
 */
// no permission: `runPackages` has authorized
export async function givePackage(ctx: Context, row: PackageRow, key: Buffer): Promise<boolean> {
  const about = { subjectId: row.subjectId, resource: `request:${row.requestId}` }
  if (!(await readsBack(ctx, key, row.parts))) {
    await makeAnew(ctx, row)
    return false
  }
  const locked = row.lockSealed ? await lockFiles(ctx, row, key) : null
  const now = ctx.clock.now()
  const isGiven = await ctx.transaction(async (tx) => {
    // One that could be downloaded before was only locked, and its person has the message.
    const isTold = row.expiresAt !== null
    if (!(await fulfilByPackage(tx, ctx, row, { tell: !isTold }))) return false
    await writePackage(tx, row, now, {
      ...(locked && { ...fileColumns(locked), locked: true, lockSealed: null }),
      state: 'released',
      code: null,
      releasedAt: row.releasedAt ?? now,
      expiresAt: row.expiresAt ?? packageExpiry(now),
      leaseUntil: null,
    })
    await append(tx, ctx.auditedAs, { action: isTold ? 'package.locked' : 'package.give', ...about })
    return true
  })
  if (!isGiven) await endPackage(ctx, row)
  return isGiven
}

/** The files once more, as files of `age` that open with the person's passphrase. The others are swept. */
async function lockFiles(ctx: Context, row: PackageRow, key: Buffer): Promise<PackagePart[]> {
  const locks = await ctx.transaction((tx) => openLocks(tx, ctx, row))
  const locked: PackagePart[] = []
  for (const [index, { fileName }] of (row.parts ?? []).entries()) {
    const lock = locks?.[index]
    if (!lock) throw new Error(`package ${row.requestId} has no lock for part ${index + 1}`)
    const content = await lockedWithAge(lock, readEncryptedFile(packagePath(ctx, fileName), key))
    locked.push(await writePart(ctx, key, lockedFileName(row, index + 1), content))
  }
  return locked
}
