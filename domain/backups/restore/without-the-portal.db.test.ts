import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { openForCopy } from '#db/dump/exported-snapshot.ts'
import { hashRows } from '#db/dump/load-tables.ts'
import { migrate } from '#db/migrate.ts'
import { contextFor } from '#domain/access/context.ts'
import { verifyRestoredLog } from '#domain/audit/verify/verify-restored-log.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { checkSubjectKeys } from '#domain/people/subjects/check-subject-keys.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { sshPublicKey } from '#platform/crypto/ssh-signature.ts'
import { actsAsOwner } from '#platform/database-role.ts'
import { migrationsAreCurrent } from '#platform/migrations-current.ts'
import { askTrialServer, hasBuild } from '#platform/trial-server.ts'
import { backedUpPortal, publishSamplePolicy } from '#testing/backups.ts'
import { throwawayCluster } from '#testing/cluster.ts'
import { commandUnder } from '#testing/documented.ts'
import { createRoles, urlOf } from '#testing/global-setup.ts'
import type { Created } from '../create/create-backup.ts'
import type { CreatedChanges } from '../create/create-changes.ts'
import { type Manifest, readManifest } from '../rules/manifest.ts'
import { restoreBackup } from './restore-backup.ts'

const programs = ['age', 'tar', 'psql', 'createdb', 'ssh-keygen', 'sha256sum']
const missing = programs.filter((name) => !existsSync(`/usr/bin/${name}`) && !existsSync(`/bin/${name}`))
const commands = commandUnder('docs/restore.md', "Without the portal's code")

let backed: Awaited<ReturnType<typeof backedUpPortal>>
let server: Awaited<ReturnType<typeof throwawayCluster>>
let made: Created
let changes: CreatedChanges
let folder: string
beforeAll(async () => {
  backed = await backedUpPortal()
  server = await throwawayCluster()
  const superuser = postgres(server.superUrl, { max: 1, onnotice: () => {} })
  await createRoles(superuser)
  await superuser`ALTER ROLE portal_owner CREATEDB`
  await superuser.end()
  folder = mkdtempSync(join(tmpdir(), 'portal-restore-'))
  await publishSamplePolicy(backed.portal)
  const offline = await generateX25519Identity()
  const recipients = [await identityToRecipient(offline)]
  const { owner } = backed.portal.database
  await owner.db.execute(sql`INSERT INTO rate_limit (key) VALUES ('a'), ('b')`)
  made = await backed.create({ recipients })
  // What an archive of changes has to bring: a row more, a row less, another value.
  backed.people.push(await backed.portal.addPerson())
  await owner.db.execute(sql`DELETE FROM rate_limit WHERE key = 'a'`)
  await backed.log.write('after the backup')
  await backed.log.seal()
  const later = await backed.createChanges({ recipients })
  if (!later) throw new Error('there is no backup')
  changes = later
  for (const file of [made.portal, made.keystore, changes.changes, changes.keychanges])
    copyFileSync(file, join(folder, basename(file)))
  writeFileSync(join(folder, 'offline.key'), `# made by age-keygen\n${offline}\n`, { mode: 0o600 })
  const signer = `portal namespaces="portal-backup" ${sshPublicKey(backed.keys.publicKey)}\n`
  writeFileSync(join(folder, 'allowed_signers'), signer)
}, 60_000)
afterAll(async () => {
  await server.remove()
  await backed.close()
  rmSync(folder, { recursive: true, force: true })
})

function run(script: string, cwd = folder) {
  const { hostname, port, username, password } = new URL(urlOf(server.superUrl, 'portal_owner', 'portal'))
  const env = { PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password }
  const shell = ['--norc', '-euo', 'pipefail', '-c', script]
  const { status, stdout, stderr } = spawnSync('/bin/bash', shell, {
    cwd,
    encoding: 'utf8',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', NODE_ENV: 'test', ...env },
  })
  return { status, said: stdout + stderr }
}

test('the document has at most ten commands', () => {
  const count = commands.split('\n').length
  expect(count).toBeGreaterThan(4)
  expect(count).toBeLessThanOrEqual(10)
})

test.skipIf(missing.length > 0)(
  'Debian’s programs restore every row, and the portal runs on it',
  async () => {
    expect(run(commands)).toMatchObject({ status: 0 })
    await compareWith('portal')
    await runPortal('portal')
  },
  120_000,
)

// Needs a build of the pages, as `npm test` makes it before these tests.
test.skipIf(missing.length > 0 || !hasBuild({ dev: false }))(
  'the portal boots on what they restored',
  async () => {
    const databaseUrl = urlOf(server.superUrl, 'portal_app', 'portal')
    const data = mkdtempSync(join(tmpdir(), 'portal-of-the-server-'))
    const { env } = backed.portal.services
    // The last one shows that a page which is not there is noticed.
    const pages = ['/kk/policy', '/kk', '/kk/no-such-page']
    await expect(askTrialServer({ env, databaseUrl, folder: data, pages })).rejects.toThrow(
      '/kk/no-such-page is answered with 404',
    )
    rmSync(data, { recursive: true })
  },
  180_000,
)

test.skipIf(missing.length > 0)(
  'without archives of changes the same commands restore the backup alone',
  () => {
    const alone = mkdtempSync(join(folder, '..', 'portal-alone-'))
    for (const name of [basename(made.portal), basename(made.keystore), 'offline.key', 'allowed_signers'])
      copyFileSync(join(folder, name), join(alone, name))
    const fewer = commands
      .split('\n')
      .filter((line) => !/^\(cd (key)?changes /.test(line))
      .map((line) => line.replace(' -f changes/sequences.sql', ''))
      .map((line) => line.replace('-d portal', '-d alone').replace('UTF8 portal', 'UTF8 alone'))
      .join('\n')
    expect(fewer).not.toContain('changes')
    expect(run(fewer, alone)).toMatchObject({ status: 0 })
    const count = run(`psql -q -d alone -At -c 'SELECT count(*) FROM rate_limit'`, alone)
    expect(count).toEqual({ status: 0, said: '2\n' })
    rmSync(alone, { recursive: true })
  },
  60_000,
)

test('the portal restores it into an empty database as the owner of the tables', async () => {
  const empty = urlOf(server.superUrl, 'portal_owner', 'again')
  expect(run('createdb -T template0 -E UTF8 again')).toMatchObject({ status: 0 })
  const { identity, publicKey } = backed.keys
  const { portal, keystore, tables } = made
  const given = { url: empty, portal, keystore, identities: [identity], publicKey }
  expect(await restoreBackup(backed.portal.system, { ...given, changes })).toEqual({
    madeAt: changes.madeAt,
    tables,
    rows: made.rows + changes.rows,
  })
  await compareWith('again')
  await runPortal('again')
})

test.skipIf(missing.length > 0)('Debian’s programs refuse a changed file and another signer', () => {
  const check = commands.split('\n').find((line) => line.includes('ssh-keygen')) ?? ''
  expect(run(check)).toMatchObject({ status: 0 })
  writeFileSync(join(folder, 'portal', 'data.sql'), '\\! echo changed\n')
  expect(run(check)).toMatchObject({ status: 1, said: expect.stringContaining('data.sql: FAILED') })
  const sums = join(folder, 'portal', 'SHA256SUMS')
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^./, 'f'))
  expect(run(check).said).toContain('incorrect signature')
})

/** Every row of a restored database with those of the source, which has written nothing but records of its archives since. */
async function compareWith(name: string): Promise<void> {
  const url = new URL(server.superUrl)
  url.pathname = `/${name}`
  const restored = openForCopy(url.href)
  const source = openForCopy(backed.portal.database.backupUrl)
  const manifests = new Map(
    readdirSync(folder).flatMap((kind) =>
      existsSync(join(folder, kind, 'manifest.json'))
        ? [[kind, readTables(join(folder, kind, 'manifest.json'))] as const]
        : [],
    ),
  )
  const of = (...kinds: string[]) => kinds.flatMap((kind) => manifests.get(kind) ?? [])
  try {
    expect(of('portal', 'keystore').reduce((sum, { rows }) => sum + rows, 0)).toBe(made.rows)
    const totals = of('changes', 'keychanges').map((one) => [one.name, one.changes?.total ?? one.rows])
    const counted: unknown[] = []
    for (const table of of('changes', 'keychanges')) {
      const found = await hashRows(restored, table)
      counted.push([table.name, found.rows])
      const isNewer = ['backup_changes', 'audit_event'].includes(table.name)
      if (!isNewer)
        expect({ table: table.name, ...found }).toEqual({
          table: table.name,
          ...(await hashRows(source, table)),
        })
    }
    expect(counted).toEqual(totals)
    expect(totals).toContainEqual(['rate_limit', 1])
  } finally {
    await restored.end()
    await source.end()
  }
}

function readTables(file: string): Manifest['tables'] {
  const manifest = readManifest(readFileSync(file, 'utf8'))
  if (!manifest) throw new Error(`${file} is no manifest`)
  return manifest.tables
}

/** What a start of the portal does and asks. */
async function runPortal(name: string) {
  const role = (of: Parameters<typeof urlOf>[1]) => urlOf(server.superUrl, of, name)
  await migrate({ owner: role('portal_owner'), app: role('portal_app'), backup: role('portal_backup') })
  const database = openDatabase(role('portal_app'), { max: 2, applicationName: 'restored' })
  const { services } = backed.portal
  const as = (actor: Parameters<typeof contextFor>[1]['actor']) =>
    contextFor({ ...services, database }, { actor, locale: 'ru' })
  const system = as({ kind: 'system', task: 'test' })
  try {
    expect(await actsAsOwner(database)).toBe(false)
    expect(await migrationsAreCurrent(database)).toBe(true)
    expect(await checkSubjectKeys(system)).toEqual({ people: 3, withoutKey: 0 })
    expect((await verifyProjection(system)).different).toEqual([])
    expect((await verifyRestoredLog(system, { outside: backed.log.outside })).faults).toEqual([])
    for (const { subjectId, email } of backed.people)
      expect(await readProfile(as({ kind: 'subject', subjectId }), subjectId)).toMatchObject({ email })
  } finally {
    await database.close()
  }
}
