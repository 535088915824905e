import { contextFor } from '#domain/access/context.ts'
import { hoursSince } from '#domain/backups/rules/backup-findings.ts'
import { readBackupState } from '#domain/backups/state/read-backup-state.ts'
import { defaultLocale } from '#i18n/locales.ts'
import type { Environment } from '#platform/env.ts'
import { openServices } from '#platform/services.ts'
import { type Finding, fail, look, ok, warn } from './finding.ts'

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

/** When a backup was last restored for trial, and how that ended. */
export const checkDrill = (env: Environment): Promise<Finding> =>
  look('backup drill', async () => {
    const { drills, faults, now } = await readState(env)
    const latest = drills[0]
    if (!latest) return warn('none yet: npm run portal -- backup verify FILE')
    const ago = `${hoursSince(latest.at, now)} h ago`
    if (faults.includes('drill-failed'))
      return fail(`${ago}: ${latest.archive ?? 'backup'}: ${latest.result}`)
    const says = `${ago}: ${latest.rows} rows restored and equal, in ${Math.ceil(latest.tookMs / 1000)} s`
    return faults.includes('drill-late') ? fail(`${says}; none since`) : ok(says)
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

async function readState(env: Environment) {
  const services = openServices(env, 'doctor', { deadlineMs: 5000 })
  try {
    const ctx = contextFor(services, { actor: { kind: 'system', task: 'doctor' }, locale: defaultLocale })
    return { ...(await readBackupState(ctx, { count: 1 })), now: ctx.clock.unmoved() }
  } finally {
    await services.database.close()
  }
}
