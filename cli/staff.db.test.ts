import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { auditEvent } from '#db/schema/audit.ts'
import { staffInvitation, staffMember } from '#db/schema/staff.ts'
import { passkeysFact } from '#domain/staff/record/passkeys-required.ts'
import { acceptedStep } from '#domain/staff/rules/totp.ts'
import { readFact, setFact } from '#platform/installation-facts.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { runCommand } from './main.ts'
import { samplePassword } from './sample-secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'portal-staff-'))
const keysDir = join(folder, 'keys')
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database?.close())

let said: string[]
beforeEach(() => {
  said = []
  const hear = (text: unknown) => {
    said.push(String(text))
  }
  vi.spyOn(console, 'log').mockImplementation(hear)
  vi.spyOn(console, 'error').mockImplementation(hear)
  const settings = {
    DATABASE_URL: database.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test-secret-test-secret-test-secret-test',
    SNAPSHOT_TOKEN: 'test-token-test-token-test-token-test-tok',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_DATA_DIR: join(folder, 'data'),
    PORTAL_KEYS_DIR: keysDir,
  }
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const run = (...args: string[]) => runCommand(args)
const answer = () => JSON.parse(said.join('\n'))

it('staff invite makes an invited member, once, and again only when told to', async () => {
  const invite = ['staff', 'invite', 'First@Example.kz', '--role', 'administrator,auditor']
  expect(await run(...invite, '--name', 'Әсел Нұрлан', '--json')).toBe(0)
  expect(answer()).toEqual({ email: 'first@example.kz', roles: ['administrator', 'auditor'], again: false })
  const { db } = database.owner
  expect((await db.select().from(staffMember)).map(({ status }) => status)).toEqual(['invited'])
  expect(await run(...invite)).toBe(1)
  expect(said.at(-1)).toMatch(/has an account/)
  expect(await run(...invite, '--again')).toBe(0)
  const links = await db.select().from(staffInvitation)
  expect(links.filter(({ consumedAt }) => consumedAt === null)).toHaveLength(1)
  expect(links).toHaveLength(2)
})

it('staff allow-codes ends the rule that staff need passkeys, on record', async () => {
  const since = '2026-11-30T04:00:00.000Z'
  await setFact(database.owner, passkeysFact, { required: true, since, by: 'prepare' })
  expect(await run('staff', 'allow-codes', '--json')).toBe(0)
  expect(answer()).toEqual({ changed: true })
  expect(await readFact(database.owner, passkeysFact)).toMatchObject({ required: false })
  const [record] = await database.owner.db
    .select()
    .from(auditEvent)
    .where(eq(auditEvent.resource, `setting:${passkeysFact}`))
  expect(record).toMatchObject({ actorKind: 'system', actorId: 'staff allow-codes', reason: 'off' })
  said = []
  expect(await run('staff', 'allow-codes')).toBe(0)
  expect(said).toEqual(['Passkeys are not required.'])
})

it.each([
  [['staff', 'invite', 'a@b.kz', '--role', 'king']],
  [['staff', 'invite', 'no address', '--role', 'auditor']],
  [['staff', 'invite', '--role', 'auditor']],
  [['staff', 'invite', 'a@b.kz']],
  [['sample', 'totp', 'no address']],
  [['sample', 'staff', '--role', 'king']],
])('answers 2 to wrong use: %j', async (args) => {
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  expect(await run(...args)).toBe(2)
})

it('a sample account has a password of this installation and a code that is good now', async () => {
  expect(await run('sample', 'staff', '--role', 'support', '--json')).toBe(0)
  const { email, password, totpSecret } = answer()
  said = []
  expect(await run('sample', 'password', email)).toBe(0)
  expect(said).toEqual([password])
  said = []
  expect(await run('sample', 'totp', email, '--json')).toBe(0)
  expect(acceptedStep(totpSecret, answer().code, new Date(), 0)).not.toBeNull()
  expect(statSync(join(keysDir, 'sample-staff')).mode & 0o777).toBe(0o600)
  const elsewhere = mkdtempSync(join(tmpdir(), 'portal-keys-'))
  expect(samplePassword(elsewhere, email)).not.toBe(password)
  expect(await run('sample', 'password', 'nobody@sample.test')).toBe(1)
})

it('where no sample is loaded there are no sample accounts', async () => {
  vi.stubEnv('PORTAL_SAMPLE_DATA', '0')
  vi.stubEnv('OPERATOR_FILE', new URL('../db/seed/operator.sample.json', import.meta.url).pathname)
  for (const command of [
    ['totp', 'a@b.kz'],
    ['password', 'a@b.kz'],
    ['staff', '--role', 'support'],
  ])
    expect(await run('sample', ...command)).toBe(1)
  expect(said.every((line) => /exists only where sample data is loaded/.test(line))).toBe(true)
})
