import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withSnapshot } from '#db/dump/exported-snapshot.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { isWhole } from '../archive/is-whole.ts'
import { writeTables } from '../archive/write-archive.ts'
import { insertChanges, lastProven } from '../record/backup-record.ts'
import { findBase } from '../record/find-base.ts'
import { archiveName } from '../rules/archive-name.ts'
import { hoursSince, patienceHours } from '../rules/backup-findings.ts'
import { overdueArchives } from '../rules/kept-archives.ts'
import { requireCountry } from '../rules/target-country.ts'
import { type CreateBackup, isKept } from './create-backup.ts'
import { removeParts } from './remove-parts.ts'

export type CreatedChanges = {
  changes: string
  keychanges: string
  madeAt: Date
  /** Of the backup onto which they are loaded. */
  baseMadeAt: Date
  rows: number
  bytes: number
  tookMs: number
  /** Names of older archives that were deleted. */
  deleted: string[]
}

/**
 * Writes what changed since the newest backup of the folder into two archives: rows that were added or changed, and the keys of those
 * that are gone. All since the backup, not since the last such archive: one is enough to restore. Null if there is no whole backup
 * of this database of the last day: then a backup is due. Throws what `createBackup` throws.
 */
export async function createChanges(ctx: Context, given: CreateBackup): Promise<CreatedChanges | null> {
  authorize(ctx.actor, 'backups.create')
  const { url, folder, target, keys, signal } = given
  const country = requireCountry(target)
  const recipients = [keys.recipient, ...given.recipients]
  const begun = performance.now()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeParts(folder, ctx.clock.unmoved())
  const made = await withSnapshot(url, async (snapshot) => {
    const base = await findBase(snapshot, folder)
    if (
      !base ||
      base.origin !== snapshot.origin ||
      hoursSince(base.madeAt, snapshot.takenAt) >= patienceHours ||
      !isWhole(join(folder, archiveName('portal', base.madeAt)), base.bytes) ||
      !isWhole(join(folder, archiveName('keystore', base.madeAt)), base.keystoreBytes)
    )
      return null
    const { horizon } = base
    const common = { snapshot, country, signal }
    const changes = join(folder, archiveName('changes', snapshot.takenAt))
    const keychanges = join(folder, archiveName('keychanges', snapshot.takenAt))
    const inKeystore = snapshot.tables.filter(({ schema }) => schema === 'keystore')
    const others = snapshot.tables.filter((one) => one.schema !== 'keystore' && isKept(one))
    // The keys first: rows without their keys are of no use.
    const second = await writeTables(
      keychanges,
      {
        kind: 'keychanges',
        tables: inKeystore,
        since: { horizon, needs: { keystore: base.keystoreSums } },
        ...common,
      },
      { keys, recipients },
    )
    const first = await writeTables(
      changes,
      {
        kind: 'changes',
        tables: others,
        since: { horizon, needs: { portal: base.dataSums, keychanges: second.sums } },
        after: { 'sequences.sql': await snapshot.sequences() },
        ...common,
      },
      { keys, recipients },
    ).catch((error: unknown) => {
      rmSync(keychanges, { force: true })
      throw error
    })
    const rows = [...first.manifest.tables, ...second.manifest.tables].reduce((sum, one) => sum + one.rows, 0)
    const { takenAt: madeAt } = snapshot
    return { changes, keychanges, madeAt, rows, base, bytes: first.bytes, keystoreBytes: second.bytes }
  })
  if (!made) return null
  const tookMs = Math.round(performance.now() - begun)
  const { changes, keychanges, madeAt, rows, base, bytes, keystoreBytes } = made
  const { backupId, madeAt: baseMadeAt } = base
  const proven = await ctx.transaction(async (tx) => {
    const row = { backupId, madeAt, folder, bytes, keystoreBytes, rows, tookMs }
    const changesId = await insertChanges(tx, row)
    await append(tx, ctx.auditedAs, { action: 'backup.changes', resource: `backup_changes:${changesId}` })
    return lastProven(tx)
  })
  const deleted = overdueArchives(readdirSync(folder), { now: madeAt, proven })
  for (const name of deleted) rmSync(join(folder, name), { force: true })
  return { changes, keychanges, madeAt, baseMadeAt, rows, bytes: bytes + keystoreBytes, tookMs, deleted }
}
