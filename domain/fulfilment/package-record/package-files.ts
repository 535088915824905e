import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Transaction } from '#db/client.ts'
import type { Context } from '#domain/access/context.ts'
import { findSubjectCipher, type SubjectCipher } from '#domain/people/record/subject-fields.ts'
import { type AgeLock, ageLockSchema } from '#platform/crypto/age-lock.ts'
import type { PackageKey, PackageRow } from './package-rows.ts'

const place = ({ requestId }: PackageKey) => ({ table: 'data_package', column: 'key_sealed', row: requestId })

/** A key for the files of one package, under the person's key: destroying that one makes them unreadable. */
export const newPackageKey = (cipher: SubjectCipher, key: PackageKey): Buffer =>
  cipher.encryptBytes(place(key), randomBytes(32))

const lockPlace = ({ requestId }: PackageKey) => ({
  table: 'data_package',
  column: 'lock_sealed',
  row: requestId,
})

const locksSchema = z.array(ageLockSchema)

/** A lock for each file: `age` wants every file to have a salt of its own. */
export const encryptLocks = (cipher: SubjectCipher, key: PackageKey, locks: readonly AgeLock[]): Buffer =>
  cipher.encrypt(lockPlace(key), JSON.stringify(locks))

/** The keys that lock the files under the person's passphrase; null when they are not to be locked, or the person's key was destroyed. */
export async function openLocks(tx: Transaction, ctx: Context, row: PackageRow): Promise<AgeLock[] | null> {
  const cipher = row.lockSealed && (await findSubjectCipher(tx, ctx.services.keys, row.subjectId))
  if (!row.lockSealed || !cipher) return null
  return locksSchema.parse(JSON.parse(cipher.decrypt(lockPlace(row), row.lockSealed)))
}

/** The key of the files; null when the package has none, or when the person's key was destroyed. Throws `FieldUndecryptable`. */
export async function openPackageKey(tx: Transaction, ctx: Context, row: PackageRow): Promise<Buffer | null> {
  const cipher = row.keySealed && (await findSubjectCipher(tx, ctx.services.keys, row.subjectId))
  return row.keySealed && cipher ? cipher.decryptBytes(place(row), row.keySealed) : null
}

export const packagePath = ({ services }: Context, fileName: string): string =>
  join(services.env.packagesDir, fileName)

/** Names begin with the id of the request and the number of the try: no name, and with it no key, is used twice. */
export const packageFileName = ({ requestId, fence }: PackageRow, part: number): string =>
  `${requestId}.${fence}.${part}.zip`
export const lockedFileName = (row: PackageRow, part: number): string => `${packageFileName(row, part)}.age`
export const recordsFileName = ({ requestId, fence }: PackageRow, item: string): string =>
  `${requestId}.${fence}.${item}.records`

/** Makes the folder, for the portal's own user only. */
export async function makePackagesFolder({ services }: Context): Promise<void> {
  await mkdir(services.env.packagesDir, { recursive: true, mode: 0o700 })
}

// no permission: the worker that deletes it has authorized
export const removePackageFile = (ctx: Context, fileName: string): Promise<void> =>
  rm(packagePath(ctx, fileName), { force: true })

/** Without folders: audit kits have one of their own there. */
export async function listPackageFiles({ services }: Context): Promise<string[]> {
  const entries = await readdir(services.env.packagesDir, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}
