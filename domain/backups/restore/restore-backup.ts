import { openForCopy } from '#db/dump/exported-snapshot.ts'
import { copyIn, hashRows, listTables, runScript } from '#db/dump/load-tables.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type ReadWith, verifiedFiles, verifyArchive } from '../archive/read-archive.ts'
import { BackupError } from '../rules/backup-error.ts'
import type { Manifest } from '../rules/manifest.ts'

export type RestoreBackup = ReadWith & {
  /** An empty database, as the role that will own its tables. */
  url: string
  portal: string
  keystore: string
  signal?: AbortSignal
}

export type Restored = { madeAt: Date; tables: number; rows: number }

type Verified = { data: Manifest; keys: Manifest }

/**
 * Restores both archives into an empty database, in one transaction: all of it, or nothing. Nothing is loaded before the
 * signatures and the sums of both are verified, and nothing is kept unless the rows are those of the snapshot. Throws
 * `BackupError`.
 */
// no audit record: the database that it fills is another one, or has no log yet; a drill is recorded by its caller
export async function restoreBackup(ctx: Context, given: RestoreBackup): Promise<Restored> {
  authorize(ctx.actor, 'backups.restore')
  return loadArchives(given, await verifyArchives(given))
}

/** Reads both archives to their ends. Throws `BackupError`. */
export async function verifyArchives(given: Omit<RestoreBackup, 'url'>): Promise<Verified> {
  const data = await verifyArchive(given.portal, 'portal', given)
  return { data, keys: await verifyArchive(given.keystore, 'keystore', given) }
}

/** Loads what `verifyArchives` returned the manifests of. */
export async function loadArchives(given: RestoreBackup, { data, keys }: Verified): Promise<Restored> {
  const { url, portal, keystore, signal } = given
  const sql = openForCopy(url)
  try {
    await sql.begin(async (tx) => {
      if ((await listTables(tx)).length > 0)
        throw new BackupError('not-empty', new URL(url).pathname.slice(1))
      const scripts = new Map<string, string>()
      for (const [file, manifest] of [
        [portal, data],
        [keystore, keys],
      ] as const) {
        const tables = new Map(manifest.tables.flatMap((table) => table.files.map((name) => [name, table])))
        for await (const { name, bytes } of verifiedFiles(file, manifest, given)) {
          signal?.throwIfAborted()
          const table = tables.get(name)
          if (table) await copyIn(tx, table, bytes)
          else if (name === 'schema.sql') await runScript(tx, sqlOf(bytes))
          else scripts.set(name, sqlOf(bytes))
        }
      }
      for (const manifest of [data, keys]) await compareRows(tx, manifest)
      await runScript(tx, scripts.get('constraints.sql') ?? '')
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
  const tables = [...data.tables, ...keys.tables]
  return {
    madeAt: new Date(data.madeAt),
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  }
}

async function compareRows(tx: Parameters<typeof hashRows>[0], manifest: Manifest): Promise<void> {
  for (const table of manifest.tables) {
    const { rows, sha256 } = await hashRows(tx, table)
    if (rows !== table.rows || sha256 !== table.sha256)
      throw new BackupError('rows-differ', `${table.schema}.${table.name}`)
  }
}

/** Without the lines that only psql understands. */
const sqlOf = (bytes: Buffer) => bytes.toString('utf8').replace(/^\\.*$/gm, '')
