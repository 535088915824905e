import { inArray } from 'drizzle-orm'
import { dataPackage } from '#db/schema/fulfilment.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { encryptedFileSize, FileDamaged } from '#platform/crypto/encrypted-file.ts'
import { packagePath } from './package-files.ts'

/** How many packages have files, and the files that are missing or have another size than when they were made. Throws `Denied`. */
export async function checkPackageFiles(ctx: Context): Promise<{ copies: number; damaged: string[] }> {
  authorize(ctx.actor, 'installation.check')
  const rows = await ctx.transaction((tx) =>
    tx
      .select({ parts: dataPackage.parts })
      .from(dataPackage)
      .where(inArray(dataPackage.state, ['ready', 'released'])),
  )
  const parts = rows.flatMap((row) => row.parts ?? [])
  const damaged: string[] = []
  for (const { fileName, size } of parts)
    if ((await sizeOf(packagePath(ctx, fileName))) !== size) damaged.push(fileName)
  return { copies: rows.length, damaged }
}

const sizeOf = (path: string): Promise<number | null> =>
  encryptedFileSize(path).catch((error: unknown) => {
    if (error instanceof FileDamaged) return null
    throw error
  })
