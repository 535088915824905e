import { basename, join } from 'node:path'
import { openDatabase } from '#db/client.ts'
import { withThrowawayServer } from '#db/dump/throwaway-server.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { authorize } from '#domain/access/permissions.ts'
import type { OutsideFiles } from '#domain/audit/log/outside-files.ts'
import { append } from '#domain/audit/record/append.ts'
import { verifyRestoredLog } from '#domain/audit/verify/verify-restored-log.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { checkSubjectKeys } from '#domain/people/subjects/check-subject-keys.ts'
import type { ReadWith } from '../archive/read-archive.ts'
import { type DrillRow, insertDrill } from '../record/backup-record.ts'
import { type Changes, loadArchives, verifyArchives } from '../restore/restore-backup.ts'
import { readArchiveName } from '../rules/archive-name.ts'
import { BackupError } from '../rules/backup-error.ts'
import { isKeystoreOf } from '../rules/kept-archives.ts'
import { bootPortal } from './boot-portal.ts'

export type DrillBackup = ReadWith & {
  /** The archive of the data, or null if there is none, and the keystore's. */
  portal: string | null
  keystore: string | null
  /** What changed since, to be loaded onto it. */
  changes: Changes | null
  /** The files of the audit log outside the database. */
  outside: OutsideFiles
  /** Where a database is made for the purpose, and removed afterwards. */
  workFolder: string
  /** Whether the portal is started on it as well, where there is a build of its pages. */
  startsPortal: boolean
  signal?: AbortSignal
}

export type Drill = Omit<DrillRow, 'drillId'>

const deadlineMs = 600_000

/**
 * Restores a backup for trial: on a PostgreSQL of its own, every table's rows compared with the snapshot, the audit log and
 * the ledger verified, fields decrypted, the portal started on it. Records the drill with its figures, however it ended, and returns it. Throws what is
 * no fault of the backup, after it recorded that the drill could not be done.
 */
export async function drillBackup(ctx: Context, given: DrillBackup): Promise<Drill> {
  authorize(ctx.actor, 'backups.drill')
  const begun = performance.now()
  const { portal, keystore } = given
  const nothing = { tables: 0, rows: 0, logRecords: 0, boot: null }
  // By its name, until the signed manifest says it.
  let madeAt = portal === null ? null : (readArchiveName(basename(portal))?.madeAt ?? null)
  let changesMadeAt: Date | null = null
  const record = async (
    result: Drill['result'],
    figures: Pick<Drill, 'tables' | 'rows' | 'logRecords' | 'boot'>,
  ) => {
    const drill: Drill = {
      // The names of archives have the database's time, which no setting moves.
      at: ctx.clock.unmoved(),
      archive: portal === null ? null : basename(portal),
      madeAt,
      changesMadeAt,
      result,
      ...figures,
      tookMs: Math.round(performance.now() - begun),
    }
    await ctx.transaction(async (tx) => {
      const drillId = await insertDrill(tx, drill)
      await append(tx, ctx.auditedAs, {
        action: 'backup.drill',
        resource: `backup_drill:${drillId}`,
        reason: result,
      })
    })
    return drill
  }
  if (portal === null) return record('no-backup', nothing)
  if (keystore === null) return record('keys-missing', nothing)
  try {
    const archives = { ...given, portal, keystore }
    const verified = await verifyArchives(archives)
    madeAt = new Date(verified.data.madeAt)
    changesMadeAt = verified.changes && new Date(verified.changes.data.madeAt)
    const keysMadeAt = new Date(verified.keys.madeAt)
    if (!isKeystoreOf(madeAt, keysMadeAt, ctx.clock.unmoved()))
      throw new BackupError('keys-missing', basename(keystore))
    const isOfSnapshot = keysMadeAt.getTime() === madeAt.getTime()
    const figures = await withThrowawayServer(given.workFolder, async (url) => {
      const { tables, rows } = await loadArchives({ ...archives, url }, verified)
      const logRecords = await checkRestored(ctx, url, { ...given, isOfSnapshot })
      const folder = join(given.workFolder, 'portal')
      const boot = given.startsPortal
        ? await bootPortal(ctx, { url, folder, signal: given.signal })
        : 'not-tried'
      return { tables, rows, logRecords, boot }
    })
    return await record('passed', figures)
  } catch (error) {
    const code = error instanceof BackupError ? error.code : 'not-run'
    if (code === 'country-unknown' || code === 'country-not-allowed') throw error
    const drill = await record(code, nothing)
    if (code === 'not-run') throw error
    return drill
  }
}

type Restored = Pick<DrillBackup, 'outside'> & {
  /** Whether the keys are of the same snapshot as the data. */
  isOfSnapshot: boolean
}

/** What the portal itself would stumble over. Returns how many records the audit log has. */
async function checkRestored(
  ctx: Context,
  url: string,
  { outside, isOfSnapshot }: Restored,
): Promise<number> {
  const settings = { 'app.reach': 'all' }
  const database = openDatabase(url, { max: 4, deadlineMs, applicationName: 'portal-drill', settings })
  try {
    const { actor, locale, requestId } = ctx
    const restored = contextFor({ ...ctx.services, database }, { actor, locale, requestId })
    const { people: readable, withoutKey } = await checkSubjectKeys(restored).catch((error: unknown) => {
      throw new BackupError('keys-missing', error instanceof Error ? error.message : String(error))
    })
    if (withoutKey > 0 && (isOfSnapshot || readable === 0))
      throw new BackupError('keys-missing', `${withoutKey} people`)
    const { people, different } = await verifyProjection(restored)
    if (different.length > 0)
      throw new BackupError('ledger-differs', `${different.length} of ${people} people`)
    const { size, faults } = await verifyRestoredLog(restored, { outside })
    if (faults[0]) throw new BackupError('log-differs', `record ${faults[0].index}`)
    return size
  } finally {
    await database.close()
  }
}
