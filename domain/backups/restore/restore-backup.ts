import { basename } from 'node:path'
import { openForCopy } from '#db/dump/exported-snapshot.ts'
import { copyIn, hasRows, listTables, runScript } from '#db/dump/load-tables.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { type ReadWith, type Verified, verifiedFiles, verifyArchive } from '../archive/read-archive.ts'
import { BackupError } from '../rules/backup-error.ts'
import type { Manifest } from '../rules/manifest.ts'
import { compareChanges, loadChanges } from './load-changes.ts'
import { sqlOf } from './sql-of.ts'

export type RestoreBackup = ReadWith & {
  /** An empty database, as the role that will own its tables. */
  url: string
  portal: string
  keystore: string
  /** What changed since, if it is to be loaded as well. */
  changes: Changes | null
  signal?: AbortSignal
}

/** Both archives of changes. */
export type Changes = { changes: string; keychanges: string }

/** `madeAt`: of the changes, if there are any. `rows`: that were loaded. */
export type Restored = { madeAt: Date; tables: number; rows: number }

type AllVerified = { data: Manifest; keys: Manifest; changes: { data: Manifest; keys: Manifest } | null }

/**
 * Restores the archives into an empty database, in one transaction: all of it, or nothing. Nothing is loaded before the
 * signatures and the sums of all are verified, and nothing is kept unless the rows are those of the snapshot. Throws
 * `BackupError`.
 */
// no audit record: the database that it fills is another one, or has no log yet; a drill is recorded by its caller
export async function restoreBackup(ctx: Context, given: RestoreBackup): Promise<Restored> {
  authorize(ctx.actor, 'backups.restore')
  return loadArchives(given, await verifyArchives(given))
}

/** Reads the archives to their ends. Throws `BackupError`. */
export async function verifyArchives(given: Omit<RestoreBackup, 'url'>): Promise<AllVerified> {
  const data = await verifyArchive(given.portal, 'portal', given)
  const keys = await verifyArchive(given.keystore, 'keystore', given)
  const changes = given.changes && (await verifyChanges(given, { ...given.changes, data, keys }))
  return { data: data.manifest, keys: keys.manifest, changes }
}

/** Changes fit one backup only: the one whose sums they name. */
async function verifyChanges(
  given: ReadWith,
  archives: Changes & { data: Verified; keys: Verified },
): Promise<AllVerified['changes']> {
  const changes = await verifyArchive(archives.changes, 'changes', given)
  const keychanges = await verifyArchive(archives.keychanges, 'keychanges', given)
  const { needs } = changes.manifest
  if (needs?.portal !== archives.data.sums || needs.keychanges !== keychanges.sums)
    throw new BackupError('other-base', basename(archives.changes))
  if (keychanges.manifest.needs?.keystore !== archives.keys.sums)
    throw new BackupError('other-base', basename(archives.keychanges))
  return { data: changes.manifest, keys: keychanges.manifest }
}

/** Loads what `verifyArchives` returned the manifests of. */
export async function loadArchives(given: RestoreBackup, verified: AllVerified): Promise<Restored> {
  const { data, keys } = verified
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
          if (table) await copyIn(tx, table, { rows: bytes, isNew: true })
          else if (name === 'schema.sql') await runScript(tx, sqlOf(bytes))
          else scripts.set(name, sqlOf(bytes))
        }
      }
      for (const manifest of [data, keys]) await compareRows(tx, manifest)
      if (given.changes && verified.changes) {
        const { changes } = verified
        const loaded = [
          { file: given.changes.changes, manifest: changes.data },
          { file: given.changes.keychanges, manifest: changes.keys },
        ]
        for (const one of loaded) {
          const found = await loadChanges(tx, one, given)
          for (const [name, text] of found) scripts.set(name, text)
        }
        for (const { manifest } of loaded) await compareChanges(tx, manifest)
      }
      await runScript(tx, scripts.get('constraints.sql') ?? '')
      await runScript(tx, scripts.get('sequences.sql') ?? '')
      // Without statistics the first pages would be planned as if the tables were nearly empty.
      await runScript(tx, 'ANALYZE')
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
  const tables = [...data.tables, ...keys.tables]
  const { changes } = verified
  const loaded = changes ? [...tables, ...changes.data.tables, ...changes.keys.tables] : tables
  return {
    madeAt: new Date((changes?.data ?? data).madeAt),
    tables: tables.length,
    rows: loaded.reduce((sum, { rows }) => sum + rows, 0),
  }
}

async function compareRows(tx: Parameters<typeof hasRows>[0], manifest: Manifest): Promise<void> {
  for (const table of manifest.tables) {
    if (!(await hasRows(tx, table, table)))
      throw new BackupError('rows-differ', `${table.schema}.${table.name}`)
  }
}
