import { createHash } from 'node:crypto'
import type { PackagePart } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { FileDamaged, readEncryptedFile, writeEncryptedFile } from '#platform/crypto/encrypted-file.ts'
import { packagePath } from '../package-record/package-files.ts'
import type { PackageRow } from '../package-record/package-rows.ts'

/** Writes a file of a package and reads it back. */
// no permission: writes a file
// no audit record: what it is written for has one
export async function writePart(
  ctx: Context,
  key: Buffer,
  fileName: string,
  content: AsyncIterable<Uint8Array>,
): Promise<PackagePart> {
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* () {
    for await (const part of content) {
      hash.update(part)
      size += part.length
      yield part
    }
  }
  await writeEncryptedFile(packagePath(ctx, fileName), key, measured())
  const made = { fileName, size, sha256: hash.digest('hex') }
  if (!(await readsBack(ctx, key, [made]))) throw new Error(`${fileName} differs from what was written`)
  return made
}

/** What the package says of its files. */
export const fileColumns = (
  parts: PackagePart[],
): Required<Pick<PackageRow, 'parts' | 'size'>> & { sha256: Buffer } => ({
  parts,
  size: parts.reduce((sum, { size }) => sum + size, 0),
  sha256: sha256Of(parts.map(({ sha256 }) => Buffer.from(sha256, 'hex'))),
})

const sha256Of = ([first = Buffer.alloc(0), ...more]: readonly Buffer[]): Buffer =>
  more.length === 0
    ? first
    : createHash('sha256')
        .update(Buffer.concat([first, ...more]))
        .digest()

/** Whether every file is there and decrypts to exactly the bytes that were made. */
// no permission: reads a file back
export async function readsBack(
  ctx: Context,
  key: Buffer,
  parts: readonly PackagePart[] | null,
): Promise<boolean> {
  if (!parts || parts.length === 0) return false
  for (const { fileName, size, sha256 } of parts) {
    const hash = createHash('sha256')
    let found = 0
    try {
      for await (const part of readEncryptedFile(packagePath(ctx, fileName), key)) {
        hash.update(part)
        found += part.length
      }
    } catch (error) {
      if (error instanceof FileDamaged) return false
      throw error
    }
    if (found !== size || hash.digest('hex') !== sha256) return false
  }
  return true
}
