import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
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
import { backedUpPortal } from '#testing/backups.ts'
import { throwawayCluster } from '#testing/cluster.ts'
import { createRoles, urlOf } from '#testing/global-setup.ts'
import type { Created } from '../create/create-backup.ts'
import { type Manifest, readManifest } from '../rules/manifest.ts'
import { restoreBackup } from './restore-backup.ts'

const programs = ['age', 'tar', 'psql', 'createdb', 'ssh-keygen', 'sha256sum']
const missing = programs.filter((name) => !existsSync(`/usr/bin/${name}`) && !existsSync(`/bin/${name}`))
const documented = readFileSync(new URL('../../../docs/restore.md', import.meta.url), 'utf8')
const commands = /```sh\n([\s\S]*?)```/.exec(documented)?.[1]?.trimEnd() ?? ''

let backed: Awaited<ReturnType<typeof backedUpPortal>>
let server: Awaited<ReturnType<typeof throwawayCluster>>
let made: Created
let folder: string
beforeAll(async () => {
  backed = await backedUpPortal()
  server = await throwawayCluster()
  const sql = postgres(server.superUrl, { max: 1, onnotice: () => {} })
  await createRoles(sql)
  await sql`ALTER ROLE portal_owner CREATEDB`
  await sql.end()
  folder = mkdtempSync(join(tmpdir(), 'portal-restore-'))
  const offline = await generateX25519Identity()
  made = await backed.create({ recipients: [await identityToRecipient(offline)] })
  for (const file of [made.portal, made.keystore]) copyFileSync(file, join(folder, basename(file)))
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
    const url = new URL(server.superUrl)
    url.pathname = '/portal'
    const restored = openForCopy(url.href)
    const source = openForCopy(backed.portal.database.backupUrl)
    const entries = ['portal', 'keystore'].flatMap((kind) => readTables(join(folder, kind, 'manifest.json')))
    try {
      expect(entries.reduce((sum, { rows }) => sum + rows, 0)).toBe(made.rows)
      for (const table of entries) {
        // Of its own making the source has since then a record of the backup.
        const isNewer = ['backup', 'audit_event'].includes(table.name)
        const { rows, sha256 } = table
        expect({ table: table.name, ...(await hashRows(restored, table)) }).toEqual({
          table: table.name,
          rows,
          sha256,
        })
        if (!isNewer) expect(await hashRows(source, table)).toEqual({ rows, sha256 })
      }
    } finally {
      await restored.end()
      await source.end()
    }
    await runPortal('portal')
  },
  120_000,
)

test('the portal restores it into an empty database as the owner of the tables', async () => {
  const empty = urlOf(server.superUrl, 'portal_owner', 'again')
  expect(run('createdb -T template0 -E UTF8 again')).toMatchObject({ status: 0 })
  const { identity, publicKey } = backed.keys
  const { portal, keystore, madeAt, tables, rows } = made
  const given = { url: empty, portal, keystore, identities: [identity], publicKey }
  expect(await restoreBackup(backed.portal.system, given)).toEqual({ madeAt, tables, rows })
  await runPortal('again')
})

test.skipIf(missing.length > 0)('Debian’s programs refuse a changed file and another signer', () => {
  const part = '(cd portal && ssh-keygen'
  const check = commands.split('\n').find((line) => line.startsWith(part)) ?? ''
  expect(run(check)).toMatchObject({ status: 0 })
  writeFileSync(join(folder, 'portal', 'data.sql'), '\\! echo changed\n')
  expect(run(check)).toMatchObject({ status: 1, said: expect.stringContaining('data.sql: FAILED') })
  const sums = join(folder, 'portal', 'SHA256SUMS')
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^./, 'f'))
  expect(run(check).said).toContain('incorrect signature')
})

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
    expect(await checkSubjectKeys(system)).toEqual({ people: 2, withoutKey: 0 })
    expect((await verifyProjection(system)).different).toEqual([])
    expect((await verifyRestoredLog(system, { outside: backed.log.outside })).faults).toEqual([])
    for (const { subjectId, email } of backed.people)
      expect(await readProfile(as({ kind: 'subject', subjectId }), subjectId)).toMatchObject({ email })
  } finally {
    await database.close()
  }
}
