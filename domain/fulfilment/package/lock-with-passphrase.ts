import { dataPackage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { findPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { ageLock, newPassphrase } from '#platform/crypto/age-lock.ts'
import { encryptLock } from '../package-record/package-files.ts'
import { isPackage, lockPackage, wakePackages } from '../package-record/package-rows.ts'
import { isFreshProof } from '../rules/package-run.ts'

/**
 * Locks a package that can be downloaded to a passphrase, which the answer has and nothing keeps: the worker encrypts the file with
 * what was derived from it. `stale`: as for a download. Throws `Denied`.
 */
export async function lockWithPassphrase(
  ctx: Context,
  { reference, provedAt }: { reference: string; provedAt: Date },
): Promise<
  { status: 'done'; passphrase: string } | { status: 'refused'; code: 'not-found' | 'moved-on' | 'stale' }
> {
  const may = { own: 'packages.lock', staff: 'packages.lock' } as const
  const passphrase = newPassphrase()
  const lock = await ageLock(passphrase)
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const request = await findPackageRequest(tx, ctx, reference, may)
    if (!request) return { status: 'refused', code: 'not-found' }
    if (!isFreshProof(provedAt, now)) return { status: 'refused', code: 'stale' }
    const row = await lockPackage(tx, request)
    const cipher = await findSubjectCipher(tx, ctx.services.keys, request.subjectId)
    const isThere = row?.state === 'released' && row.expiresAt !== null && row.expiresAt > now
    if (!row || !cipher || !isThere || row.locked) return { status: 'refused', code: 'moved-on' }
    const lockSealed = encryptLock(cipher, row, lock)
    await tx
      .update(dataPackage)
      .set({ state: 'releasing', lockSealed, tryAt: now, tries: 0 })
      .where(isPackage(row))
    const { subjectId, requestId } = row
    await append(tx, ctx.auditedAs, { action: 'package.lock', subjectId, resource: `request:${requestId}` })
    await wakePackages(tx)
    return { status: 'done', passphrase }
  })
}
