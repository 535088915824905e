import { dataPackage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { append } from '#domain/audit/record/append.ts'
import { findPackageRequest } from '#domain/requests/steps/package-by-request.ts'
import {
  type ByteSpan,
  encryptedFileSize,
  FileDamaged,
  readEncryptedFile,
} from '#platform/crypto/encrypted-file.ts'
import { openPackageKey, packagePath } from '../package-record/package-files.ts'
import { isPackage, readPackage } from '../package-record/package-rows.ts'
import { partFileName } from '../rules/package-parts.ts'
import { isFreshProof } from '../rules/package-run.ts'
import { noFile } from './new-package.ts'

/** `part`: which file, from 1. */
type Asked = { reference: string; provedAt: Date; part?: number; headersOnly?: boolean }

export type PackageDownload = {
  /** The name of the archive. */
  name: string
  /** A file of age, which opens with the person's passphrase alone. */
  locked: boolean
  size: number
  /** Strong (RFC 9110, 8.8.3): it names these bytes. */
  etag: string
  /** The file, or a span of it. Throws `FileDamaged`. */
  read(span?: ByteSpan): AsyncIterable<Uint8Array>
}

/**
 * Opens a file of a released package for its person, on record. `stale`: the sign-in, or a visitor's code, is older than 30 minutes. `lost`:
 * the file is no longer on the disk, and from now on the person can have it made again. `headersOnly`: nothing is read, so it is no
 * download and not on record. Throws `Denied`.
 */
export async function openPackageDownload(
  ctx: Context,
  { reference, provedAt, part = 1, headersOnly = false }: Asked,
): Promise<PackageDownload | { status: 'refused'; code: 'not-found' | 'stale' | 'lost' }> {
  const may = { own: 'packages.download', staff: 'packages.download' } as const
  const now = ctx.clock.now()
  return ctx.transaction(async (tx) => {
    const request = await findPackageRequest(tx, ctx, reference, may)
    const row = request && (await readPackage(tx, request))
    const isThere = row?.state === 'released' && row.expiresAt !== null && row.expiresAt > now
    if (!request || !row || !isThere) return { status: 'refused', code: 'not-found' }
    if (!isFreshProof(provedAt, now)) return { status: 'refused', code: 'stale' }
    const key = await openPackageKey(tx, ctx, row)
    const file = row.parts?.[part - 1]
    if (!key || !row.parts || !file) return { status: 'refused', code: 'not-found' }
    const path = packagePath(ctx, file.fileName)
    const about = { subjectId: row.subjectId, resource: `request:${row.requestId}` }
    if (!(await isOnDisk(path))) {
      await tx
        .update(dataPackage)
        .set({ ...noFile, state: 'expired' })
        .where(isPackage(row))
      await append(tx, ctx.auditedAs, { action: 'package.lost', ...about })
      return { status: 'refused', code: 'lost' }
    }
    if (!headersOnly) await append(tx, ctx.auditedAs, { action: 'package.download', ...about })
    return {
      name: partFileName(request.reference, part, row.parts.length),
      locked: row.locked,
      size: file.size,
      etag: `"${file.sha256}"`,
      read: (span) => readEncryptedFile(path, key, span),
    }
  })
}

const isOnDisk = (path: string): Promise<boolean> =>
  encryptedFileSize(path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof FileDamaged) return false
      throw error
    },
  )
