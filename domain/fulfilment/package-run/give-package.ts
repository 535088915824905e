import { createHash } from 'node:crypto'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { fulfilByPackage } from '#domain/requests/steps/package-by-request.ts'
import { lockedWithAge } from '#platform/crypto/age-lock.ts'
import { FileDamaged, readEncryptedFile, writeEncryptedFile } from '#platform/crypto/encrypted-file.ts'
import { equal } from '#platform/crypto/tokens.ts'
import { lockedFileName, openLock, packagePath } from '../package-record/package-files.ts'
import { type PackageRow, writePackage } from '../package-record/package-rows.ts'
import { packageExpiry } from '../rules/package-run.ts'
import { endPackage, makeAnew } from './end-package.ts'

/**
 * Reads a released package once more, and locks it where the person asked for that. If every byte is as it was made, the request is closed in the same transaction and the person
 * is told; else it is made again, and staff look at it again. True when it was given.
 */
// no permission: `runPackages` has authorized
export async function givePackage(ctx: Context, row: PackageRow, key: Buffer): Promise<boolean> {
  const about = { subjectId: row.subjectId, resource: `request:${row.requestId}` }
  if (!(await readsBack(ctx, key, row))) {
    await makeAnew(ctx, row)
    return false
  }
  const file = row.lockSealed ? await lockFile(ctx, row, key) : null
  const now = ctx.clock.now()
  const isGiven = await ctx.transaction(async (tx) => {
    // One that could be downloaded before was only locked, and its person has the message.
    const isTold = row.expiresAt !== null
    if (!(await fulfilByPackage(tx, ctx, row, { tell: !isTold }))) return false
    await writePackage(tx, row, now, {
      ...(file && { ...file, locked: true, lockSealed: null }),
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

/** The file once more, as a file of `age` that opens with the person's passphrase. The other one is swept. */
async function lockFile(
  ctx: Context,
  row: PackageRow,
  key: Buffer,
): Promise<{ fileName: string; size: number; sha256: Buffer }> {
  const lock = await ctx.transaction((tx) => openLock(tx, ctx, row))
  if (!lock || row.fileName === null) throw new Error(`package ${row.requestId} has no lock`)
  const locked = await lockedWithAge(lock, readEncryptedFile(packagePath(ctx, row.fileName), key))
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* () {
    for await (const part of locked) {
      hash.update(part)
      size += part.length
      yield part
    }
  }
  const fileName = lockedFileName(row)
  await writeEncryptedFile(packagePath(ctx, fileName), key, measured())
  const made = { fileName, size, sha256: hash.digest() }
  if (!(await readsBack(ctx, key, made)))
    throw new Error(`locked package ${row.requestId} differs from what was written`)
  return made
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
