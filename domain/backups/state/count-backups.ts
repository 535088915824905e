import { join } from 'node:path'
import type { Transaction } from '#db/client.ts'
import { isWhole } from '../archive/is-whole.ts'
import { backupsSince, changesSince, drillsSince } from '../record/backup-record.ts'
import { archiveName } from '../rules/archive-name.ts'
import { hoursSince, newestOf } from '../rules/backup-findings.ts'
import { keepDays } from '../rules/kept-archives.ts'

const dayMs = 86_400_000

type Span = {
  /** The machine's own time. */
  now: Date
  /** When the portal began: what is awaited cannot be older. */
  began: Date
}

/**
 * The backups of the last 30 days that are in their folders, as the disk has them now. `hoursSince`: since the newest one; without
 * one, since the portal began. `hoursUnsaved`: since that, or the newest whole archives of changes. `missing`: archives of the newest recorded backup that are gone, cut or not encrypted. `abroad`: kept
 * in a country that is not allowed (Law 94-V, Art. 12(2)). The caller has authorized.
 */
export async function countBackups(
  tx: Transaction,
  { now, began, allowed }: Span & { allowed: readonly string[] },
): Promise<{
  kept: number
  hoursSince: number
  hoursUnsaved: number
  missing: number
  abroad: number
  inKazakhstan: number
}> {
  const recorded = (await backupsSince(tx, new Date(now.getTime() - keepDays.portal * dayMs))).map((one) => ({
    ...one,
    data: isWhole(join(one.folder, archiveName('portal', one.madeAt)), one.bytes),
  }))
  const kept = recorded.filter(({ data }) => data)
  const changes = (await changesSince(tx, new Date(now.getTime() - keepDays.changes * dayMs))).find(
    (one) =>
      isWhole(join(one.folder, archiveName('changes', one.madeAt)), one.bytes) &&
      isWhole(join(one.folder, archiveName('keychanges', one.madeAt)), one.keystoreBytes),
  )
  const newest = recorded[0]
  const since = (moment: Date) => Math.max(0, hoursSince(moment, now))
  const [latest] = kept
  const keystore =
    !newest || isWhole(join(newest.folder, archiveName('keystore', newest.madeAt)), newest.keystoreBytes)
  return {
    kept: kept.length,
    hoursSince: since(latest?.madeAt ?? began),
    hoursUnsaved: since(latest ? newestOf(latest, changes ?? null) : began),
    missing: Number(newest?.data === false) + Number(!keystore),
    abroad: kept.filter(({ country }) => !allowed.includes(country)).length,
    inKazakhstan: kept.filter(({ country }) => country === 'KZ').length,
  }
}

/**
 * Backups of the last 30 days that were restored for trial. `passed`: every row was equal, and the audit log verified.
 * `hoursSince`: since the newest that passed; without one, since the portal began. `failed`: 1 if the newest did not pass. The
 * caller has authorized.
 */
export async function countDrills(
  tx: Transaction,
  { now, began }: Span,
): Promise<{ drills: number; passed: number; hoursSince: number; failed: number }> {
  const drills = await drillsSince(tx, new Date(now.getTime() - keepDays.portal * dayMs))
  const passed = drills.filter(({ result }) => result === 'passed')
  const newest = drills[0]
  return {
    drills: drills.length,
    passed: passed.length,
    hoursSince: Math.max(0, hoursSince(passed[0]?.at ?? began, now)),
    failed: Number(newest !== undefined && newest.result !== 'passed'),
  }
}
