import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { dumpSchema } from '#db/dump/dump-schema.ts'
import { type Snapshot, type TableShape, withSnapshot } from '#db/dump/exported-snapshot.ts'
import { withoutRolePolicies } from '#db/grants.ts'
import type { Context } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import type { BackupKeys } from '#platform/crypto/backup-keys.ts'
import { writeTables } from '../archive/write-archive.ts'
import { deleteOldNotes, insertBackup, lastProven } from '../record/backup-record.ts'
import { archiveName } from '../rules/archive-name.ts'
import { overdueArchives } from '../rules/kept-archives.ts'
import { requireCountry, type TargetCountry } from '../rules/target-country.ts'
import { removeParts } from './remove-parts.ts'

export type CreateBackup = {
  /** As the role that may read every row. */
  url: string
  /** Made if it is not there. */
  folder: string
  target: TargetCountry
  keys: BackupKeys
  /** Public keys of age besides the portal's own: `age1…`. */
  recipients: readonly string[]
  signal?: AbortSignal
}

export type Created = {
  portal: string
  keystore: string
  madeAt: Date
  tables: number
  rows: number
  bytes: number
  tookMs: number
  /** Names of older archives that were deleted. */
  deleted: string[]
}

/**
 * Writes all tables, as they were at one moment, into two archives: the data, and the keystore. Then deletes older ones. The
 * master keys are in neither. Throws `BackupError` for a country that is not allowed, `RowsHidden`, and errors of the disk
 * and the database; an archive that has its name is whole.
 */
export async function createBackup(ctx: Context, given: CreateBackup): Promise<Created> {
  authorize(ctx.actor, 'backups.create')
  const { url, folder, target, keys, signal } = given
  const country = requireCountry(target)
  const recipients = [keys.recipient, ...given.recipients]
  const begun = performance.now()
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  removeParts(folder, ctx.clock.unmoved())
  const made = await withSnapshot(url, async (snapshot) => {
    const common = { snapshot, country, signal }
    const portal = join(folder, archiveName('portal', snapshot.takenAt))
    const keystore = join(folder, archiveName('keystore', snapshot.takenAt))
    const inKeystore = snapshot.tables.filter(({ schema }) => schema === 'keystore')
    const others = snapshot.tables.filter((one) => one.schema !== 'keystore' && isKept(one))
    // The keystore first: data without its keys is of no use, keys without the data are.
    const second = await writeTables(
      keystore,
      { kind: 'keystore', tables: inKeystore, ...common },
      { keys, recipients },
    )
    const writeData = async () => {
      const scripts = await readScripts(url, snapshot)
      const contents = { kind: 'portal', tables: others, ...scripts, ...common } as const
      return writeTables(portal, contents, { keys, recipients })
    }
    const first = await writeData().catch((error: unknown) => {
      rmSync(keystore, { force: true })
      throw error
    })
    const entries = [...first.manifest.tables, ...second.manifest.tables]
    return {
      portal,
      keystore,
      madeAt: snapshot.takenAt,
      tables: entries.length,
      rows: entries.reduce((sum, { rows }) => sum + rows, 0),
      bytes: first.bytes,
      keystoreBytes: second.bytes,
      horizon: snapshot.horizon,
      origin: snapshot.origin,
      dataSums: Buffer.from(first.sums, 'hex'),
      keystoreSums: Buffer.from(second.sums, 'hex'),
    }
  })
  const tookMs = Math.round(performance.now() - begun)
  const { madeAt, tables, rows, bytes, keystoreBytes, horizon, origin, dataSums, keystoreSums } = made
  const proven = await ctx.transaction(async (tx) => {
    const row = {
      madeAt,
      folder,
      country,
      bytes,
      keystoreBytes,
      tables,
      rows,
      recipients: recipients.length,
      tookMs,
      horizon,
      origin,
      dataSums,
      keystoreSums,
    }
    const backupId = await insertBackup(tx, row)
    await append(tx, ctx.auditedAs, { action: 'backup.create', resource: `backup:${backupId}` })
    await deleteOldNotes(tx, madeAt)
    return lastProven(tx)
  })
  const deleted = overdueArchives(readdirSync(folder), { now: madeAt, proven })
  for (const name of deleted) rmSync(join(folder, name), { force: true })
  const { portal, keystore } = made
  return { portal, keystore, madeAt, tables, rows, bytes: bytes + keystoreBytes, tookMs, deleted }
}

/**
 * Notes of deleted rows count transactions of this server; on another they would say nothing. Who was asked about yesterday is deleted
 * after two days, and a backup would keep it for longer.
 */
export const isKept = ({ name }: TableShape) => name !== 'deleted_row' && name !== 'allowed_decision'

/** SQL around the rows. The rights of the roles are not in it: each start of the portal grants them (`db/grants.ts`). */
async function readScripts(url: string, snapshot: Snapshot) {
  const read = async (section: 'pre-data' | 'post-data') =>
    withoutRolePolicies(await dumpSchema(url, { section, snapshot: snapshot.id }))
      // A setting that servers before 17 do not know.
      .replace(/^SET transaction_timeout .*$/m, '')
  const schema = await read('pre-data')
  const constraints = await read('post-data')
  return {
    before: { 'schema.sql': schema },
    after: { 'constraints.sql': `${constraints}\n${await snapshot.sequences()}` },
  }
}
