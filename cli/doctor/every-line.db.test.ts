import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import sample from '#db/seed/operator.sample.json' with { type: 'json' }
import { openErasureList } from '#domain/fulfilment/erasure-record/erasure-list.ts'
import { keepUndelivered } from '#domain/integrations/mail/keep-undelivered.ts'
import { passkeysFact } from '#domain/staff/record/passkeys-required.ts'
import { type Environment, readEnvironment } from '#platform/env.ts'
import { newId } from '#platform/ids.ts'
import { setFact } from '#platform/installation-facts.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff } from '#testing/staff.ts'
import { type CatchingServer, catchMail } from '#testing/worker.ts'
import { sampleFactName } from '../prepare/sample-fact.ts'
import { checkAudits } from './audits-check.ts'
import { checks } from './checks.ts'
import { checkDeletionList } from './deletion-list-check.ts'
import type { Finding } from './finding.ts'
import {
  checkGuardians,
  checkKeys,
  checkMail,
  checkMigrations,
  checkOperator,
  checkPlatform,
  checkQueue,
  checkRole,
  checkRuntime,
  checkSample,
  checkUndelivered,
} from './installation-checks.ts'
import { checkFieldVersions } from './key-epochs-check.ts'
import { checkRowSecurity } from './row-security-check.ts'
import { checkReadingAlerts, checkStaffPasskeys } from './staff-checks.ts'

// Each test breaks the thing itself and reads the line of the doctor.

/** Seconds, as `PORTAL_CLOCK_OFFSET` has them. */
const DAY = 86_400
const folder = mkdtempSync(join(tmpdir(), 'portal-doctor-'))
let portal: TestPortal
let mail: CatchingServer
let settings: Record<string, string | undefined>
beforeAll(async () => {
  portal = await testPortal()
  mail = await catchMail()
  await portal.addPerson()
  await testLog(portal)
  await setFact(portal.database.owner, passkeysFact, {
    required: true,
    since: new Date().toISOString(),
    by: newId(),
  })
  const { env } = portal.services
  settings = {
    DATABASE_URL: env.DATABASE_URL,
    DATABASE_OWNER_URL: portal.database.ownerUrl,
    DATABASE_BACKUP_URL: portal.database.backupUrl,
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    AUTH_SECRET: env.AUTH_SECRET,
    SNAPSHOT_TOKEN: env.SNAPSHOT_TOKEN,
    PORTAL_KEYS_DIR: env.keysDir,
    PORTAL_DATA_DIR: folder,
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_EMBEDDED_DATABASE: '1',
    DELETION_LIST_FILE: env.deletionListFile,
  }
})
afterAll(async () => {
  await mail.close()
  await portal.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The settings as they are, with what is given. */
const env = (given: Record<string, string> = {}) => readEnvironment({ ...settings, ...given })
const asOwner = (statement: string) => portal.database.owner.db.execute(sql.raw(statement))

/** The test's database as a superuser. */
function asSuperuser(): string {
  const url = new URL(inject('testServer').superUrl)
  url.pathname = new URL(portal.database.appUrl).pathname
  return url.href
}

function operatorFile(change: object): string {
  const file = join(folder, `operator-${newId()}.json`)
  writeFileSync(file, JSON.stringify({ ...sample, ...change }))
  return file
}
const missing = join(folder, 'missing.json')

type Look = (env: Environment) => Promise<Finding>
const app: Look = (env) => checkRole('database, app', env.DATABASE_URL, false)
const owner: Look = (env) => checkRole('database, owner', env.DATABASE_OWNER_URL, true)
const backup: Look = (env) => checkRole('database, backup', env.DATABASE_BACKUP_URL, false)

type Case = [line: string, look: Look, says: RegExp, given: () => Record<string, string>]

test.each<Case>([
  ['staff passkeys', checkStaffPasskeys, /^fail .*APP_URL/, () => ({ APP_URL: 'https://192.0.2.7' })],
  ['operator', checkOperator, /^fail .*missing\.json/, () => ({ OPERATOR_FILE: missing })],
  [
    'operator',
    checkOperator,
    /^warn .*no facts of/,
    () => ({ OPERATOR_FILE: operatorFile({ processing: {} }) }),
  ],
  [
    'operator',
    checkOperator,
    /^warn .*security\.txt is valid until 2026-01-01/,
    () => ({ OPERATOR_FILE: operatorFile({ securityTxtExpiresOn: '2026-01-01' }) }),
  ],
  [
    'database, app',
    app,
    /^fail portal_owner owns the tables/,
    () => ({ DATABASE_URL: portal.database.ownerUrl }),
  ],
  [
    'database, owner',
    owner,
    /^fail portal_app does not own the tables/,
    () => ({ DATABASE_OWNER_URL: portal.database.appUrl }),
  ],
  [
    'database, backup',
    backup,
    /^fail portal_owner owns the tables/,
    () => ({ DATABASE_BACKUP_URL: portal.database.ownerUrl }),
  ],
  [
    'database, owner',
    owner,
    /^fail \w+ is SUPERUSER, BYPASSRLS: row-level security does not bind it/,
    () => ({ DATABASE_OWNER_URL: asSuperuser() }),
  ],
  [
    'platform database',
    checkPlatform,
    /^fail .*users/,
    () => ({ PLATFORM_DATABASE_URL: portal.database.appUrl }),
  ],
  ['mail', checkMail, /^fail .*server-away/, () => ({ SMTP_URL: 'smtp://127.0.0.1:9' })],
  [
    'audits',
    checkAudits,
    /^warn quarters that ended without an audit: 1;/,
    () => ({ PORTAL_CLOCK_OFFSET: `${200 * DAY}` }),
  ],
  [
    'audits',
    checkAudits,
    /no penetration test for 400 days/,
    () => ({ PORTAL_CLOCK_OFFSET: `${400 * DAY}` }),
  ],
])('%s is named when the settings lead to what is wrong', async (line, look, says, given) => {
  const { about, ...found } = await look(env(given()))
  expect([about, said(found)]).toEqual([line, expect.stringMatching(says)])
  expect(found.says).not.toContain('\n')
})

const said = ({ state, says }: Omit<Finding, 'about'>) => `${state} ${says}`

test('mail and roles are in order as they are', async () => {
  for (const look of [app, owner, backup, checkMail, checkOperator])
    expect((await look(env())).state).not.toBe('fail')
  expect(await checkMail(env())).toMatchObject({ state: 'ok' })
  // The tests' server lets everybody connect to its own databases.
  expect(await app(env())).toMatchObject({ state: 'warn', says: expect.stringContaining('REVOKE CONNECT') })
})

type Harm = [line: string, look: Look, says: RegExp, harm: () => unknown, mend: () => unknown]
const keyFile = () => join(portal.services.env.keysDir, 'master', 'v1.key')
const away = () => join(folder, 'v1.key')

test.each<Harm>([
  [
    'migrations',
    checkMigrations,
    /^fail not applied: /,
    () => asOwner('UPDATE drizzle.__drizzle_migrations SET created_at = -created_at WHERE id = 3'),
    () => asOwner('UPDATE drizzle.__drizzle_migrations SET created_at = -created_at WHERE id = 3'),
  ],
  [
    'row security',
    checkRowSecurity,
    /^fail off, or not for the owner too: subject \(ENABLE\)$/,
    () => asOwner('ALTER TABLE subject DISABLE ROW LEVEL SECURITY'),
    () => asOwner('ALTER TABLE subject ENABLE ROW LEVEL SECURITY'),
  ],
  [
    'row security',
    checkRowSecurity,
    /^fail .*keystore\.subject_key \(FORCE\)$/,
    () => asOwner('ALTER TABLE keystore.subject_key NO FORCE ROW LEVEL SECURITY'),
    () => asOwner('ALTER TABLE keystore.subject_key FORCE ROW LEVEL SECURITY'),
  ],
  [
    'row security',
    checkRowSecurity,
    /^fail read with the rights of their owner: everybody$/,
    () => asOwner('CREATE VIEW everybody AS SELECT * FROM subject'),
    () => asOwner('DROP VIEW everybody'),
  ],
  [
    'keys',
    checkKeys,
    /^fail .*v1\.key is missing: restore it from its copy/,
    () => renameSync(keyFile(), away()),
    () => renameSync(away(), keyFile()),
  ],
  [
    'keys',
    checkKeys,
    /^fail .*v1\.key/,
    () => chmodSync(keyFile(), 0o644),
    () => chmodSync(keyFile(), 0o600),
  ],
  [
    'encrypted fields',
    checkFieldVersions,
    /^fail /,
    () => asOwner("UPDATE subject SET phone_sealed = '+77011234567'::bytea"),
    () => asOwner('UPDATE subject SET phone_sealed = NULL'),
  ],
  [
    'queue',
    checkQueue,
    /^fail .*is the worker running\?/,
    () =>
      asOwner(
        "SELECT graphile_worker.add_job('send-sign-in-mail', '{}', run_at := now() - interval '1 hour')",
      ),
    () => asOwner('DELETE FROM graphile_worker._private_jobs'),
  ],
  [
    'undelivered mail',
    checkUndelivered,
    /^warn 1 given up, /,
    () =>
      keepUndelivered(
        portal.system,
        { task: 'send-sign-in-mail', payload: { verificationId: newId() } },
        { kind: 'never', reason: 'unknown-address', code: '550 5.1.1' },
      ),
    () => asOwner('DELETE FROM undelivered_mail'),
  ],
  [
    'people under 18',
    checkGuardians,
    /^warn .*1 are known to be under 18/,
    () => asOwner("INSERT INTO minor SELECT subject_id, '2040-01-01', '[]', now() FROM subject LIMIT 1"),
    () => asOwner('DELETE FROM minor'),
  ],
  [
    'staff passkeys',
    checkStaffPasskeys,
    /^warn .* without one/,
    () =>
      asOwner(
        "UPDATE installation_fact SET value = jsonb_set(value, '{required}', 'false') WHERE name = 'staff-passkeys'",
      ),
    () =>
      asOwner(
        "UPDATE installation_fact SET value = jsonb_set(value, '{required}', 'true') WHERE name = 'staff-passkeys'",
      ),
  ],
  [
    'unusual reading',
    checkReadingAlerts,
    /^warn 1 alerts wait for an answer/,
    async () => {
      const { staffId } = await addStaff(portal, ['support'])
      await asOwner(
        `INSERT INTO reading_alert VALUES ('${newId()}', '${staffId}', '2026-11-20', 90, 1, 1, now())`,
      )
    },
    () => asOwner('DELETE FROM reading_alert'),
  ],
  [
    'list of erasures',
    checkDeletionList,
    /^fail /,
    async () => {
      const [row] = await portal.database.owner.db.execute<{ id: string }>(
        sql`SELECT subject_id AS id FROM subject`,
      )
      openErasureList(portal.services.env.deletionListFile).append({ subjectId: row?.id ?? '' } as never)
    },
    () => rmSync(portal.services.env.deletionListFile),
  ],
  [
    'sample data',
    checkSample,
    /^warn loaded: 7 invented people$/,
    () =>
      setFact(portal.database.owner, sampleFactName, {
        state: 'loaded',
        generatedFor: new Date().toISOString(),
        people: 7,
        pastChoices: 0,
        accounts: [],
      }),
    () => asOwner(`DELETE FROM installation_fact WHERE name = '${sampleFactName}'`),
  ],
])('%s is named while the thing itself is broken', async (line, look, says, harm, mend) => {
  const before = said(await look(env()))
  await harm()
  const { about, ...found } = await look(env())
  await mend()
  expect([about, said(found)]).toEqual([line, expect.stringMatching(says)])
  expect(found.says).not.toContain('\n')
  expect(before).toMatch(/^ok /)
  expect(said(await look(env()))).toMatch(/^ok /)
})

test('wrong settings are one line that names the setting', async () => {
  const found = await Promise.all(checks({ ...settings, DATABASE_URL: '' }).map((check) => check()))
  expect(found.at(-1)).toMatchObject({
    about: 'settings',
    state: 'fail',
    says: expect.stringMatching(/^DATABASE_URL: /),
  })
})

test.each([
  ['22.1.0', 'fail', /24 is needed/],
  ['24.22.0', 'warn', /before 24\.22\.1/],
  ['24.22.1', 'ok', /./],
  ['25.0.0', 'ok', /./],
])('runtime %s: %s', async (version, state, says) => {
  expect(await checkRuntime(version)).toMatchObject({ state, says: expect.stringMatching(says) })
})

/** Lines that other tests break. */
const elsewhere: Record<string, string> = {
  packages: 'cli/doctor/packages-check.test.ts',
  'time zone': 'cli/doctor/time-zone-check.test.ts',
  clock: 'cli/doctor/server-checks.db.test.ts',
  'connection pooler': 'cli/doctor/pooler-check.db.test.ts',
  'database, writing': 'cli/doctor/fault-checks.db.test.ts',
  'disk of the data': 'cli/doctor/fault-checks.db.test.ts',
  'disk of the keys': 'cli/doctor/fault-checks.db.test.ts',
  'key epochs': 'cli/doctor/key-epochs-check.db.test.ts',
  connections: 'domain/assurance/measure/connections-saboteur.db.test.ts',
  'audit log': 'cli/audit.db.test.ts',
  backup: 'cli/doctor/backup-checks.db.test.ts',
  'backup changes': 'cli/doctor/backup-checks.db.test.ts',
  'wal archive': 'domain/assurance/measure/log-archive-saboteur.db.test.ts',
  'backup bucket': 'cli/doctor/backup-checks.db.test.ts',
  'backup drill': 'cli/doctor/backup-checks.db.test.ts',
  'backup keystores': 'cli/doctor/backup-checks.db.test.ts',
  'backup country': 'cli/doctor/backup-checks.db.test.ts',
  'data map': 'cli/doctor/data-map-check.db.test.ts',
  'copies of data': 'testing/proofs/rights.db.test.ts',
  'data sources': 'cli/doctor/source-states-check.db.test.ts',
  evidence: 'cli/doctor/evidence-check.db.test.ts',
  statistics: 'cli/doctor/counts-check.db.test.ts',
  worker: 'cli/doctor/fault-checks.db.test.ts',
  calendar: 'cli/doctor/calendar-check.db.test.ts',
  'training and agreements': 'cli/doctor/staff-checks.db.test.ts',
  'access review': 'cli/doctor/staff-checks.db.test.ts',
  incidents: 'cli/doctor/incidents-check.db.test.ts',
  settings: 'cli/doctor/every-line.db.test.ts',
  runtime: 'cli/doctor/every-line.db.test.ts',
}
const root = join(import.meta.dirname, '../..')

test('every line of the doctor is broken by a test', async () => {
  const lines: string[] = []
  for (const check of checks(settings)) lines.push((await check()).about)
  const here = [
    ...readFileSync(import.meta.filename, 'utf8').matchAll(/^ {2}\[?(?:\n {4})?'([a-z, 0-9]+)',/gm),
  ].map(([, line]) => line ?? '')
  const found = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const files = found.split('\n')
  expect(lines.filter((line) => !here.includes(line) && !elsewhere[line])).toEqual([])
  expect(Object.keys(elsewhere).filter((line) => !lines.includes(line))).toEqual([])
  expect(Object.values(elsewhere).filter((file) => !files.includes(file))).toEqual([])
})
