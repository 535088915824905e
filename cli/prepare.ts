import postgres from 'postgres'
import { migrate } from '#db/migrate.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { startLog } from '#domain/audit/log/start-log.ts'
import { completeErasureList, replayErasures } from '#domain/fulfilment/erasure-run/replay-erasures.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { defaultLocale } from '#i18n/locales.ts'
import { makeBackupKeys } from '#platform/crypto/backup-keys.ts'
import { makeLogKey } from '#platform/crypto/log-key.ts'
import { readEnvironment } from '#platform/env.ts'
import { openServices, type Services } from '#platform/services.ts'
import { PrepareError } from './prepare/prepare-error.ts'
import { publishReferenceData, type ReferenceData } from './prepare/reference-data.ts'
import { loadSample, planSample } from './prepare/sample.ts'
import type { SampleFact } from './prepare/sample-fact.ts'

export type Prepared = {
  reference: ReferenceData
  sample: SampleFact | null
  /** How many people a restored database knew and were erased again. */
  replayed: number
}

/**
 * Brings the database to this version and adds what the portal needs: tables, the policy, consent texts and, when
 * asked, the sample. Safe to repeat, to interrupt and to start twice at once. Throws `WrongEnvironment` or
 * `PrepareError`, both one line, and database errors.
 */
export async function prepare(source: Record<string, string | undefined>): Promise<Prepared> {
  const env = readEnvironment(source)
  const { DATABASE_URL: app, DATABASE_OWNER_URL: owner, DATABASE_BACKUP_URL: backup } = env
  if (!owner) throw new PrepareError('DATABASE_OWNER_URL: the role that owns the tables must be named')
  if (!backup) throw new PrepareError('DATABASE_BACKUP_URL: the role that makes backups must be named')
  if (new Set([app, owner, backup].map((url) => new URL(url).username)).size < 3)
    throw new PrepareError(
      'DATABASE_URL, DATABASE_OWNER_URL, DATABASE_BACKUP_URL: three roles, none doing the work of another',
    )
  await migrate({ owner, app, backup })

  const services = openServices({ ...env, DATABASE_URL: owner }, 'prepare')
  try {
    return await oneAtATime(owner, async () => {
      const ctx = asPrepare(services)
      const plan = await planSample(ctx)
      const reference = await publishReferenceData(ctx, plan?.openedAt ?? ctx.clock.now())
      const platformOwner = source.PLATFORM_DATABASE_OWNER_URL || undefined
      const sample = plan && (await loadSample(ctx, plan, platformOwner))
      // Last: the records of the sample are dated back before any is sealed.
      await startLog(ctx, {
        makeKey: () => makeLogKey(env.keysDir),
        outside: openOutsideFiles(env.checkpointDir),
      })
      await makeBackupKeys(env.keysDir)
      // Before anything is served: the database may be an older copy that knows people who were erased.
      const { replayed } = await replayErasures(ctx, new AbortController().signal)
      await completeErasureList(ctx)
      return { reference, sample, replayed }
    })
  } finally {
    await closeSources(services)
    await services.database.close()
  }
}

function asPrepare(services: Services): Context {
  return contextFor(services, { actor: { kind: 'system', task: 'prepare' }, locale: defaultLocale })
}

async function oneAtATime<T>(ownerUrl: string, run: () => Promise<T>): Promise<T> {
  const sql = postgres(ownerUrl, { max: 1, fetch_types: false, onnotice: () => {} })
  try {
    await sql`SELECT pg_advisory_lock(hashtext('portal.prepare'))`
    return await run()
  } finally {
    await sql.end({ timeout: 5 })
  }
}

if (import.meta.main) {
  try {
    const { reference, sample, replayed } = await prepare(process.env)
    console.log(JSON.stringify({ ...reference, sample, replayed }))
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
