import type { Transaction } from '#db/client.ts'
import { dataPackage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { spend, type TooOften, tooOften } from '#domain/access/limits.ts'
import { append } from '#domain/audit/record/append.ts'
import { findSubjectCipher } from '#domain/people/record/subject-fields.ts'
import { findPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import { type AgeLock, ageLock, newPassphrase } from '#platform/crypto/age-lock.ts'
import { encryptLocks } from '../package-record/package-files.ts'
import {
  isPackage,
  lockPackage,
  type PackageRow,
  readPackage,
  wakePackages,
} from '../package-record/package-rows.ts'
import { isFreshProof } from '../rules/package-run.ts'

/** A file that is damaged before it is locked is made again, and may then have grown by a part. */
const spare = 1

type Asked = { reference: string; provedAt: Date }
type Refused = { status: 'refused'; code: 'not-found' | 'moved-on' | 'stale' }
const refused = (code: Refused['code']): Refused => ({ status: 'refused', code })

/**
 * Locks a package that can be downloaded to a passphrase, which the answer has and nothing keeps: the worker encrypts the file with
 * what was derived from it. `stale`: as for a download. Throws `Denied`.
 */
export async function lockWithPassphrase(
  ctx: Context,
  asked: Asked,
): Promise<{ status: 'done'; passphrase: string } | Refused | TooOften> {
  // Deriving takes time and memory: never for a package that cannot be locked, and never while a row is locked.
  const found = await ctx.transaction((tx) => findLockable(tx, ctx, asked, readPackage))
  if ('status' in found) return found
  const spending = await spend(ctx.services, 'package-lock', { account: found.subjectId })
  if (!spending.ok) return tooOften(spending)
  const passphrase = newPassphrase()
  const locks: AgeLock[] = []
  for (let number = 0; number < (found.parts?.length ?? 0) + spare; number++)
    locks.push(await ageLock(passphrase))
  return ctx.transaction(async (tx) => {
    const row = await findLockable(tx, ctx, asked, lockPackage)
    if ('status' in row) return row
    const { subjectId, requestId } = row
    const cipher = await findSubjectCipher(tx, ctx.services.keys, subjectId)
    if (!cipher) return refused('moved-on')
    const lockSealed = encryptLocks(cipher, row, locks)
    await tx
      .update(dataPackage)
      .set({ state: 'releasing', lockSealed, tryAt: ctx.clock.now(), tries: 0 })
      .where(isPackage(row))
    await append(tx, ctx.auditedAs, { action: 'package.lock', subjectId, resource: `request:${requestId}` })
    await wakePackages(tx)
    return { status: 'done', passphrase }
  })
}

async function findLockable(
  tx: Transaction,
  ctx: Context,
  { reference, provedAt }: Asked,
  read: typeof readPackage,
): Promise<PackageRow | Refused> {
  const now = ctx.clock.now()
  const request = await findPackageRequest(tx, ctx, reference, {
    own: 'packages.lock',
    staff: 'packages.lock',
  })
  if (!request) return refused('not-found')
  if (!isFreshProof(provedAt, now)) return refused('stale')
  const row = await read(tx, request)
  const isThere = row?.state === 'released' && row.expiresAt !== null && row.expiresAt > now
  return isThere && !row.locked ? row : refused('moved-on')
}
