import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '#domain/access/context.ts'
import { encryptedFileSize, readEncryptedFile, writeEncryptedFile } from '#platform/crypto/encrypted-file.ts'

/** Kits have a folder of their own beside the copies of data, which several machines share already. */
const folderOf = ({ services }: Context) => join(services.env.packagesDir, 'audit-kits')
const pathOf = (ctx: Context, kitId: string) => join(folderOf(ctx), `${kitId}.kit`)

/** The file of a kit cannot be read without the folder of keys. */
const keyOf = ({ services }: Context, kitId: string) => services.keys.derive(`audit kit ${kitId}`)

/** Writes the file of a kit, encrypted; a file of that name is whole. */
// no permission: what makes a kit has authorized
// no audit record: what makes a kit writes it
export async function writeKitFile(
  ctx: Context,
  kitId: string,
  content: AsyncIterable<Buffer>,
): Promise<void> {
  await mkdir(folderOf(ctx), { recursive: true, mode: 0o700 })
  await writeEncryptedFile(pathOf(ctx, kitId), keyOf(ctx, kitId), content)
}

/** Throws `FileDamaged`, also in the middle. */
// no permission: what opens a kit has authorized
export const readKitFile = (ctx: Context, kitId: string): AsyncIterable<Buffer> =>
  readEncryptedFile(pathOf(ctx, kitId), keyOf(ctx, kitId))

/** Throws `FileDamaged` when the file is not there. */
// no permission: what opens a kit has authorized
export const kitFileSize = (ctx: Context, kitId: string): Promise<number> =>
  encryptedFileSize(pathOf(ctx, kitId))

/** Deletes files of kits that are not in `kept`. */
// no permission: what makes kits has authorized
// no audit record: what ended a kit has one
export async function sweepKitFiles(ctx: Context, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folderOf(ctx)).catch(() => []))
    if (!kept.has(name.split('.')[0] ?? '')) await rm(join(folderOf(ctx), name), { force: true })
}
