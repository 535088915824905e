import { basename } from 'node:path'
import { readArchiveName } from '#domain/backups/rules/archive-name.ts'
import { hoursSince, newestOf } from '#domain/backups/rules/backup-findings.ts'
import { keepDays } from '#domain/backups/rules/kept-archives.ts'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { readOverdueKeystores } from '#domain/backups/state/read-overdue-keystores.ts'
import type { Environment } from '#platform/env.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'
import { withContext } from './with-context.ts'

/** How old the newest backup is, and whether anybody but this machine can open it. */
export const checkBackup = (env: Environment): Promise<Finding> =>
  look('backup', async () => {
    const { backups, faults, now } = await readState(env)
    const latest = backups[0]
    if (!latest) return warn('none yet: npm run portal -- backup create')
    const megabytes = ((latest.bytes + latest.keystoreBytes) / 1_000_000).toFixed(1)
    const says = `${hoursSince(latest.madeAt, now)} h ago, ${latest.tables} tables, ${latest.rows} rows, ${megabytes} MB`
    if (faults.includes('late')) return fail(`${says}: no backup was made since; is the worker running?`)
    return faults.includes('only-own-key')
      ? warn(`${says}; only the keys folder opens it: set BACKUP_RECIPIENTS`)
      : ok(says)
  })

/** When what changed since was last archived: so much is lost with the machine. */
export const checkChanges = (env: Environment): Promise<Finding> =>
  look('backup changes', async () => {
    const { backups, changes, faults, now } = await readState(env)
    const [backup] = backups
    if (!backup) return warn('none yet, as there is no backup')
    const minutes = Math.floor((now.getTime() - newestOf(backup, changes).getTime()) / 60_000)
    const megabytes = (((changes?.bytes ?? 0) + (changes?.keystoreBytes ?? 0)) / 1_000_000).toFixed(1)
    const isOlder = !changes || changes.madeAt < backup.madeAt
    const says = isOlder
      ? `none since the backup ${minutes} min ago`
      : `${minutes} min ago, ${changes.rows} rows, ${megabytes} MB`
    return faults.includes('late') || faults.includes('changes-late')
      ? fail(`${says}: nothing was archived since; is the worker running?`)
      : ok(says)
  })

/** When the bucket last got the archives, and whether what it has was restored. */
export const checkBucket = (env: Environment): Promise<Finding> =>
  look('backup bucket', async () => {
    const { bucket, faults, now } = await readState(env)
    if (bucket === undefined) return ok('none is set')
    if (bucket === null) return warn('nothing was copied yet; is the worker running?')
    const where = bucket.place ? `${bucket.place} (${bucket.country}): ` : ''
    const copied = bucket.succeededAt
      ? `copied ${hoursSince(bucket.succeededAt, now)} h ago, ${bucket.archives ?? 0} archives`
      : 'nothing was copied yet'
    const says = `${where}${copied}`
    if (faults.includes('bucket-failed')) return fail(`${says}; the last try: ${bucket.reason}`)
    if (faults.includes('bucket-late')) return fail(`${says}: is the worker running?`)
    return faults.includes('bucket-drill-failed')
      ? fail(`${says}; restored for trial: ${bucket.drillResult}`)
      : ok(says)
  })

const startTexts = {
  answered: ', the portal started on it',
  'not-tried': '; not tried: to start the portal on it',
}

/** When a backup was last restored for trial, and how that ended. */
export const checkDrill = (env: Environment): Promise<Finding> =>
  look('backup drill', async () => {
    const { drills, faults, now } = await readState(env)
    const latest = drills[0]
    if (!latest) return warn('none yet: npm run portal -- backup verify FILE')
    const ago = `${hoursSince(latest.at, now)} h ago`
    if (faults.includes('drill-failed'))
      return fail(`${ago}: ${latest.archive ?? 'backup'}: ${latest.result}`)
    const says = `${ago}: ${latest.rows} rows restored and equal, in ${Math.ceil(latest.tookMs / 1000)} s${startTexts[latest.boot ?? 'not-tried']}`
    return faults.includes('drill-late') ? fail(`${says}; none since`) : ok(says)
  })

/** Whether archives of people's keys are left after the day that certificates of erasure name. */
export const checkKeystores = (env: Environment): Promise<Finding> =>
  look('backup keystores', async () => {
    const [first, ...others] = await withContext(env, readOverdueKeystores)
    if (first === undefined) return ok(`none is older than ${keepDays.keystore} days`)
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    const days = keepDays[readArchiveName(basename(first))?.kind ?? 'keystore']
    return fail(
      `${first}${more}: older than ${days} days, keys of erased people may be in it: delete it; is the worker running?`,
    )
  })

/** Where backups are kept, by the settings. */
export const checkBackupCountry = (env: Environment): Promise<Finding> =>
  look('backup country', async () => {
    const { country, allowed, folder } = env.backups
    if (country === undefined) return fail('BACKUP_COUNTRY is not set: no backup is made')
    if (!allowed.includes(country))
      return fail(`${country} is not among BACKUP_COUNTRIES (${allowed.join(', ')}): no backup is made`)
    return ok(`${country}, ${folder}`)
  })

const readState = (env: Environment) =>
  withContext(env, async (ctx) => ({
    ...(await readBackupState(ctx, { count: 1 })),
    now: ctx.clock.unmoved(),
  }))
