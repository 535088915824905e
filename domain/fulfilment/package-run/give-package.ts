import { createHash } from 'node:crypto'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { fulfilByPackage } from '#domain/requests/steps/package-by-request.ts'
import { FileDamaged, readEncryptedFile } from '#platform/crypto/encrypted-file.ts'
import { equal } from '#platform/crypto/tokens.ts'
import { packagePath } from '../package-record/package-files.ts'
import { type PackageRow, writePackage } from '../package-record/package-rows.ts'
import { packageExpiry } from '../rules/package-run.ts'
import { endPackage, makeAnew } from './end-package.ts'

/**
 * Reads a released package once more. If every byte is as it was made, the request is closed in the same transaction and the person
 * is told; else it is made again, and staff look at it again. True when it was given.
 */
// no permission: `runPackages` has authorized
export async function givePackage(ctx: Context, row: PackageRow, key: Buffer): Promise<boolean> {
  const about = { subjectId: row.subjectId, resource: `request:${row.requestId}` }
  if (!(await readsBack(ctx, key, row))) {
    await makeAnew(ctx, row)
    return false
  }
  const now = ctx.clock.now()
  const isGiven = await ctx.transaction(async (tx) => {
    if (!(await fulfilByPackage(tx, ctx, row))) return false
    await writePackage(tx, row, now, {
      state: 'released',
      code: null,
      releasedAt: now,
      expiresAt: packageExpiry(now),
      leaseUntil: null,
    })
    await append(tx, ctx.auditedAs, { action: 'package.give', ...about })
    return true
  })
  if (!isGiven) await endPackage(ctx, row)
  return isGiven
}

/** Whether the file is there and decrypts to exactly the bytes that were made. */
// no permission: reads a file back
export async function readsBack(
  ctx: Context,
  key: Buffer,
  made: Pick<PackageRow, 'fileName' | 'size' | 'sha256'>,
): Promise<boolean> {
  if (made.fileName === null || made.sha256 === null) return false
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const part of readEncryptedFile(packagePath(ctx, made.fileName), key)) {
      hash.update(part)
      size += part.length
    }
  } catch (error) {
    if (error instanceof FileDamaged) return false
    throw error
  }
  return size === made.size && equal(hash.digest(), made.sha256)
}
