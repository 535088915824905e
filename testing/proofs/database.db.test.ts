import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { clearedRoles } from '#domain/access/permissions.ts'
import { readAuditReport } from '#domain/assurance/audits/audit-reports.ts'
import { planAudit, recordAudit } from '#domain/assurance/audits/record-audit.ts'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { changeProfile } from '#domain/people/subjects/profile.ts'
import { openLog } from '#platform/log.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { testLog } from '#testing/audit-log.ts'
import { copyOf } from '#testing/database.ts'
import { commandUnder } from '#testing/documented.ts'
import { openedIncident } from '#testing/incidents.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { addStaff, enterClearance } from '#testing/staff.ts'
import { commandsOn } from './commands.ts'

// The commands of docs/security.md that ask the database and the disk, as they stand there: where there is nothing to find, and
// where there is.

const DAY = 86_400_000
let portal: TestPortal
let commands: ReturnType<typeof commandsOn>
let log: number
beforeAll(async () => {
  portal = await requestPortal()
  commands = commandsOn(portal)
  mkdirSync(join(commands.folder, 'data'))
  log = openSync(join(commands.folder, 'data', 'portal.log'), 'w')
  portal.services.log = openLog('trace', 'test', log)
})
afterAll(async () => {
  await portal.close()
  closeSync(log)
  commands.remove()
})

const asOwner = (statement: string) => portal.database.owner.db.execute(sql.raw(statement))
const kept = expect.objectContaining({ status: 0 })

/** What the command says once the thing itself was broken; it ends with an error then. */
async function found(heading: string, given: Record<string, string> = {}, cwd?: string): Promise<string> {
  const { status, said } = await commands.run(heading, given, cwd)
  expect(status).toBe(1)
  return said
}

test('a word that was typed is in no file; one that is stored as it is is found', async () => {
  const server = postgres(inject('testServer').superUrl, { max: 1, onnotice: () => {} })
  const [row] = await server<{ folder: string }[]>`SELECT current_setting('data_directory') AS folder`
  await server.end()
  const typed = `zq${Math.random().toString(36).slice(2)}typed`
  const plain = `zq${Math.random().toString(36).slice(2)}plain`
  const { subjectId } = await portal.addPerson({ fullName: typed })
  const profile = { fullName: `${typed} again`, phone: null, locale: 'kk' as const }
  expect(await changeProfile(portal.subject(subjectId), subjectId, profile)).toMatchObject({ status: 'done' })
  const folders = { PGDATA: row?.folder ?? '', PORTAL_DATA_DIR: join(commands.folder, 'data') }
  expect(await commands.run('Data are encrypted', { ...folders, CANARY: typed })).toEqual(kept)
  await asOwner(`INSERT INTO installation_fact (name, value, set_at) VALUES ('planted', '"${plain}"', now())`)
  portal.services.log.warn(plain)
  const files = await found('Data are encrypted', { ...folders, CANARY: plain })
  expect(files).toMatch(/\/pg_wal\/|\/base\//)
  expect(files).toContain('portal.log')
  // A folder that is not PostgreSQL's proves nothing.
  expect(
    await commands.run('Data are encrypted', { ...folders, PGDATA: commands.folder, CANARY: typed }),
  ).not.toEqual(kept)
})

test('the role of the app sees no row without an actor; a table whose row-level security is off is named', async () => {
  await portal.addPerson()
  await addStaff(portal, ['support'])
  expect(await commands.run('Only staff who need it')).toEqual(kept)
  for (const table of ['subject', 'staff_member']) {
    await asOwner(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`)
    expect(await found('Only staff who need it')).toBe(`${table}\n`)
    await asOwner(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`)
  }
  expect(await found('Only staff who need it', { PGOPTIONS: '-c app.reach=all' })).toContain('subject\n')
})

test('members without agreement or training are named, and the roles are those that reach personal data', async () => {
  const heading = 'Training and agreement'
  const roles = /r\.role IN \(([^)]*)\)/.exec(commandUnder('docs/security.md', heading))?.[1]
  expect(
    roles
      ?.split(', ')
      .map((role) => role.slice(1, -1))
      .sort(),
  ).toEqual([...clearedRoles].sort())
  const { staffId } = await addStaff(portal, ['support'])
  expect(await commands.run(heading)).toEqual(kept)
  const yearAgo = almatyDate(new Date(Date.now() - 370 * DAY))
  for (const dates of [{ training: yearAgo }, { training: null }]) {
    await enterClearance(portal, [staffId], dates)
    expect(await found(heading)).toBe(`${staffId}\n`)
    portal.passTime(1000)
    await enterClearance(portal, [staffId], { training: almatyDate(new Date()) })
    expect(await commands.run(heading)).toEqual(kept)
    portal.passTime(1000)
  }
  await enterClearance(portal, [staffId], { agreement: null })
  expect(await found(heading)).toBe(`${staffId}\n`)
  await asOwner(`UPDATE staff_member SET status = 'disabled' WHERE staff_id = '${staffId}'`)
  expect(await commands.run(heading)).toEqual(kept)
})

test('a report has the sum of the register; one that was changed has not', async () => {
  const { ctx } = await staffContext(portal, ['security-officer'])
  const day = almatyDate(portal.services.clock.now())
  const planned = await planAudit(ctx, { kind: 'audit', scope: 'S', performer: 'P', plannedOn: day })
  const reports = join(commands.folder, 'reports')
  mkdirSync(reports)
  const { auditId } = planned
  const done = { auditId, doneOn: day, reportName: 'audit 2026-Q4' }
  const file = { content: Buffer.from('%PDF-1.7 found'), type: { mediaType: 'application/pdf' } }
  expect(await recordAudit(ctx, done, file)).toEqual({ status: 'done' })
  const report = join(reports, `${auditId}.pdf`)
  writeFileSync(report, (await readAuditReport(ctx, auditId))?.content ?? '')
  const heading = 'Audits each quarter'
  expect(await commands.run(heading, {}, reports)).toEqual({ status: 0, said: `${auditId}.pdf: OK\n` })
  writeFileSync(report, 'what was wanted')
  expect(await found(heading, {}, reports)).toContain(`${auditId}.pdf: FAILED`)
})

// Debian's package `faketime`.
test.skipIf(!existsSync('/usr/bin/faketime'))(
  'the doctor names a quarter that went by without an audit',
  async () => {
    const heading = 'A quarter without an audit'
    await testLog(portal)
    const { said } = await commands.run(heading, commands.portalSettings)
    expect(said).toMatch(/^warn +audits +quarters that ended without an audit: 1;/)
  },
)

test('a request that waits although its day has passed, and one that was answered late', async () => {
  const heading = 'Answers in time'
  const { reference } = await addRequest(portal, 'access')
  expect(await commands.run(heading)).toEqual(kept)
  await asOwner(`UPDATE request SET due_at = now() - interval '1 minute' WHERE reference = '${reference}'`)
  expect(await found(heading)).toContain(`${reference}|access|`)
  await asOwner(`UPDATE request SET due_at = now() + interval '1 day' WHERE reference = '${reference}'`)
})

test('an incident that nobody told the authority about', async () => {
  const heading = 'Incidents are told in time'
  const { ctx } = await staffContext(portal, ['security-officer'])
  const reference = await openedIncident(ctx, portal)
  expect(await commands.run(heading)).toEqual(kept)
  await asOwner(`UPDATE incident SET due_at = now() - interval '1 minute'`)
  expect(await found(heading)).toContain(`${reference}|`)
})

test('a count of a group under ten', async () => {
  const heading = 'Statistics only with consent'
  const insert = (people: string) =>
    asOwner(`INSERT INTO usage_count VALUES ('analytics', 'active', '', '2026-10', ${people}, NULL)
      ON CONFLICT (statistic, measure, group_key, month) DO UPDATE SET people = excluded.people`)
  await insert('10')
  expect(await commands.run(heading)).toEqual(kept)
  await insert('9')
  expect(await found(heading)).toContain('|2026-10|9')
})

test('the master key of a copy that somebody kept is in no file once its epoch is over', async () => {
  const keep = () => keepKeyEpochs(portal.system, { signal: new AbortController().signal })
  await keep()
  const { subjectId } = await portal.addPerson()
  const copy = await copyOf(portal.database)
  try {
    const given = { COPY: new URL(copy.appUrl).pathname.slice(1), SUBJECT: subjectId }
    portal.passTime(7 * DAY)
    await keep()
    expect(await found('A destroyed key is destroyed', given)).toMatch(/master\/v1\.key\n$/)
    portal.passTime(8 * DAY)
    expect((await keep()).destroyed).toEqual([1])
    expect(existsSync(join(portal.services.env.keysDir, 'master', 'v1.key'))).toBe(false)
    expect(await commands.run('A destroyed key is destroyed', given)).toEqual(kept)
    // A person who is not in the copy proves nothing.
    const nobody = { ...given, SUBJECT: '0198c5f0-0000-7000-8000-000000000000' }
    expect(await commands.run('A destroyed key is destroyed', nobody)).not.toEqual(kept)
  } finally {
    await copy.close()
  }
})
