import { count, sql } from 'drizzle-orm'
import journal from '#db/migrations/meta/_journal.json' with { type: 'json' }
import { purposeCodes } from '#db/schema/consent-codes.ts'
import { undeliveredMail } from '#db/schema/integrations.ts'
import { minor } from '#db/schema/people.ts'
import { masterVersionsInUse } from '#domain/people/record/subject-fields.ts'
import { readOperator } from '#domain/policy/operator/operator.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { actsAsOwner, otherDatabases, powersOf } from '#platform/database-role.ts'
import type { Environment } from '#platform/env.ts'
import { readFact } from '#platform/installation-facts.ts'
import { readQueueState } from '#platform/jobs/queue-state.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { sampleFactName, sampleFactSchema } from '../prepare/sample-fact.ts'
import { fail, look, ok, warn } from './finding.ts'
import { onDatabase } from './on-database.ts'

/** Node's fix for compressed request bodies; the portal refuses such requests, so an older one is a warning only. */
const wantedNode = [24, 22, 1] as const
/** A job that has waited longer means that no worker runs, or not enough of them. Seconds. */
const patience = 120

export function checkRuntime(version = process.versions.node) {
  return look('runtime', async () => {
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
    const [needed, ...rest] = wantedNode
    const behind = major === needed && (minor < rest[0] || (minor === rest[0] && patch < rest[1]))
    if (major < needed) return fail(`Node.js ${version}, ${needed} is needed`)
    return behind
      ? warn(`Node.js ${version} is before ${wantedNode.join('.')}, which fixes compressed bodies`)
      : ok(`Node.js ${version}`)
  })
}

const aMonthMs = 30 * 86_400_000

export function checkOperator(env: Environment) {
  return look('operator', async () => {
    const { name, processing, complaint, securityTxtExpiresOn } = readOperator(env)
    const missing = purposeCodes.filter((purpose) => !processing[purpose])
    if (missing.length > 0)
      return warn(
        `OPERATOR_FILE: processing: no facts of ${missing.join(', ')}: no consent is recorded for them`,
      )
    if (!complaint) return warn('OPERATOR_FILE: complaint: refusals and the contact page name no address')
    if (!securityTxtExpiresOn) return warn('OPERATOR_FILE: securityTxtExpiresOn: there is no security.txt')
    if (new Date(securityTxtExpiresOn).getTime() < Date.now() + aMonthMs)
      return warn(`OPERATOR_FILE: securityTxtExpiresOn: security.txt is valid until ${securityTxtExpiresOn}`)
    return ok(name.en)
  })
}

/** Turned off again it leaves people under 18 who then consent alone. */
export function checkGuardians(env: Environment) {
  return look('people under 18', async () => {
    if (env.guardians) return ok('PORTAL_GUARDIANS is on: representatives consent for them')
    const [known] = await onDatabase(env.DATABASE_URL, ({ transaction }) =>
      transaction((tx) => tx.select({ minors: count() }).from(minor), { settings: { 'app.reach': 'all' } }),
    )
    const minors = known?.minors ?? 0
    return minors > 0
      ? warn(`PORTAL_GUARDIANS is off, but ${minors} are known to be under 18: they consent as adults do`)
      : ok('PORTAL_GUARDIANS is off: nobody is asked their age')
  })
}

export function checkRole(about: string, url: string | undefined, ownerIsRight: boolean) {
  return look(about, async () => {
    if (!url) return warn('not named in the settings')
    return onDatabase(url, async (database) => {
      const [server] = await database.db.execute<{ version: string }>(
        sql`SELECT current_setting('server_version') AS version`,
      )
      const role = decodeURIComponent(new URL(url).username)
      const powers = await powersOf(database)
      if (powers.length > 0)
        return fail(`${role} is ${powers.join(', ')}: row-level security does not bind it`)
      const owns = await actsAsOwner(database)
      if (owns !== ownerIsRight) return fail(`${role} ${owns ? 'owns' : 'does not own'} the tables`)
      const others = await otherDatabases(database)
      if (others.length > 0 && !owns)
        return warn(`${role} may also connect to ${others.join(', ')}: REVOKE CONNECT … FROM PUBLIC`)
      return ok(`${role}, PostgreSQL ${server?.version}`)
    })
  })
}

export function checkMigrations(env: Environment) {
  return look('migrations', async () => {
    if (!env.DATABASE_OWNER_URL) return warn('cannot be read without DATABASE_OWNER_URL')
    return onDatabase(env.DATABASE_OWNER_URL, async ({ db }) => {
      const done = await db.execute<{ at: string }>(
        sql`SELECT created_at::text AS at FROM drizzle.__drizzle_migrations`,
      )
      const held = new Set(done.map(({ at }) => Number(at)))
      const missing = journal.entries.filter(({ when }) => !held.has(when))
      if (missing.length > 0) return fail(`not applied: ${missing.map(({ tag }) => tag).join(', ')}`)
      return held.size > journal.entries.length
        ? warn('the database is newer than this program')
        : ok(`${held.size} applied`)
    })
  })
}

export function checkKeys(env: Environment) {
  return look('keys', async () => {
    const keys = openMasterKeys(env.keysDir, { create: false })
    const versions = await onDatabase(env.DATABASE_OWNER_URL ?? env.DATABASE_URL, ({ transaction }) =>
      transaction(masterVersionsInUse, { settings: { 'app.reach': 'all' } }),
    )
    keys.requireVersions(versions)
    return ok(`master key ${keys.current}, ${keys.inventory().length} keys in ${env.keysDir}`)
  })
}

export function checkPlatform(env: Environment) {
  return look('platform database', async () => {
    const url = env.PLATFORM_DATABASE_WRITE_URL ?? env.PLATFORM_DATABASE_URL
    if (!url) return warn('not named: choices are not handed over')
    await onDatabase(url, ({ db }) => db.execute(sql`SELECT 1 FROM users LIMIT 1`))
    return ok(env.PLATFORM_DATABASE_WRITE_URL ? 'reading and changing' : 'reading only')
  })
}

export function checkQueue(env: Environment) {
  return look('queue', async () => {
    const queue = await onDatabase(env.DATABASE_URL, readQueueState)
    const { due, lagSeconds, failing, dead, failedRuns } = queue
    const runs =
      failedRuns.length > 0 ? `; last run failed: ${failedRuns.map(({ task }) => task).join(', ')}` : ''
    const says = `${due} due, the oldest for ${lagSeconds} s; ${failing} failing, ${dead.length} given up${runs}`
    if (lagSeconds > patience) return fail(`${says}: is the worker running?`)
    return dead.length > 0 || failing > 0 || runs !== '' ? warn(says) : ok(says)
  })
}

export function checkMail(env: Environment) {
  return look('mail', async () => {
    const { hostname, port } = new URL(env.SMTP_URL)
    const mailer = openMailer(env.SMTP_URL, env.MAIL_FROM)
    try {
      await mailer.check()
      return ok(`${hostname}:${port || 25} answers`)
    } finally {
      mailer.close()
    }
  })
}

export function checkUndelivered(env: Environment) {
  return look('undelivered mail', async () => {
    const { state } = undeliveredMail
    const rows = await onDatabase(env.DATABASE_URL, ({ transaction }) =>
      transaction((tx) => tx.select({ state, count: count() }).from(undeliveredMail).groupBy(state), {
        settings: { 'app.reach': 'all' },
      }),
    )
    const of = (wanted: string) => rows.find((row) => row.state === wanted)?.count ?? 0
    const says = `${of('given-up')} given up, ${of('deferred')} put off, ${of('waiting')} waiting for the server`
    return of('given-up') > 0 ? warn(`${says}; send again: npm run portal -- mail retry`) : ok(says)
  })
}

export function checkSample(env: Environment) {
  return look('sample data', async () => {
    const fact = await onDatabase(env.DATABASE_URL, (database) => readFact(database, sampleFactName))
    const sample = sampleFactSchema.optional().parse(fact)
    if (sample && !env.sampleData) return fail('loaded, though PORTAL_SAMPLE_DATA is not 1')
    return sample ? warn(`loaded: ${sample.people} invented people`) : ok('none')
  })
}
