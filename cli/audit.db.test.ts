import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { logKeyPath } from '#platform/crypto/log-key.ts'
import { testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff } from '#testing/staff.ts'
import { checkAuditLog } from './doctor/audit-log-check.ts'
import { runCommand } from './main.ts'

let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
const said: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'portal-audit-cli-'))

beforeAll(async () => {
  portal = await testPortal({ AUDIT_CHECKPOINT_DIR: folder })
  const { env } = portal.services
  for (const name of [
    'DATABASE_URL',
    'SMTP_URL',
    'AUTH_SECRET',
    'SNAPSHOT_TOKEN',
    'PORTAL_KEYS_DIR',
  ] as const)
    vi.stubEnv(name, env[name])
  vi.stubEnv('DATABASE_OWNER_URL', portal.database.ownerUrl)
  vi.stubEnv('PORTAL_SAMPLE_DATA', '1')
  vi.stubEnv('AUDIT_CHECKPOINT_DIR', folder)
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text) => void said.push(String(text)))
})
afterEach(() => said.splice(0))
afterAll(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await portal.close()
})

const run = async (...args: string[]) => {
  said.splice(0)
  return { code: await runCommand(args), said: said.join('\n') }
}
const doctor = () => checkAuditLog(portal.services.env)

test('the commands and the doctor follow a log from its beginning over a restore to a declared break', async () => {
  expect(await doctor()).toMatchObject({
    state: 'fail',
    says: expect.stringMatching(/log\/v1\.key is missing/),
  })
  log = await testLog(portal, folder)
  await log.write('a', 'b')
  await log.seal()
  expect(await doctor()).toMatchObject({ state: 'ok', says: 'localhost:3000/audit, 3 records sealed' })
  expect(await run('audit', 'verify')).toEqual({ code: 0, said: 'intact: 3 records' })
  const kept = join(folder, 'kept')
  writeFileSync(kept, log.outside.readCheckpoint() ?? '')
  expect(await run('audit', 'verify', '--checkpoint', kept)).toMatchObject({ code: 0 })
  expect(await run('audit', 'verify', '--checkpoint', join(folder, 'none'))).toMatchObject({ code: 2 })

  await log.write('c')
  await portal.database.owner.db.execute(
    sql`UPDATE audit_event SET at = at - interval '5 minutes' WHERE action = 'c'`,
  )
  expect(await doctor()).toMatchObject({
    state: 'fail',
    says: expect.stringMatching(
      /^the sealer is behind: a record has waited for 3\d\d s; is the worker running\?$/,
    ),
  })
  await log.seal()

  const everything = sql`DELETE FROM audit_event WHERE action = 'c'`
  await portal.database.owner.db.execute(everything)
  await portal.database.owner.db.execute(sql`DELETE FROM audit_leaf WHERE leaf_index = 3`)
  await portal.database.owner.db.execute(sql`DELETE FROM audit_checkpoint WHERE size = 4`)
  expect(await doctor()).toMatchObject({
    state: 'fail',
    says: 'the last checkpoint outside has 4 records, the database 3: nothing is sealed until audit declare-break',
  })
  const cut = await run('audit', 'verify', '--json')
  expect(cut.code).toBe(1)
  expect(JSON.parse(cut.said)).toMatchObject({ intact: false, firstBad: 3 })

  const declare = (email: string) =>
    run('audit', 'declare-break', '--administrator', email, '--reason', 'restore')
  const auditor = await addStaff(portal, ['auditor'])
  expect(await declare(auditor.email)).toEqual({
    code: 1,
    said: `${auditor.email} is not an active administrator`,
  })
  expect(await run('audit', 'declare-break', '--reason', 'restore')).toMatchObject({ code: 2 })
  const administrator = await addStaff(portal, ['administrator'])
  expect(await declare(administrator.email)).toEqual({
    code: 0,
    said: 'localhost:3000/audit/2 goes on from 3 records.',
  })
  await log.seal()
  expect(await portal.audit()).toContainEqual(
    expect.objectContaining({
      action: 'audit.declare-break',
      reason: 'restore',
      fields: ['log-2', 'leaves-3'],
    }),
  )
  expect(await doctor()).toMatchObject({ state: 'ok' })
  expect(await run('audit', 'verify')).toMatchObject({ code: 0 })
  expect(await declare(administrator.email)).toMatchObject({
    code: 1,
    said: expect.stringContaining('not broken'),
  })

  rmSync(logKeyPath(portal.services.env.keysDir))
  expect(await doctor()).toMatchObject({
    state: 'fail',
    says: expect.stringMatching(/is missing: restore it/),
  })
})
