import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { lastDayOf, quarterOf } from '#platform/time/quarter.ts'
import { testLog } from '#testing/audit-log.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal, staffContext } from '#testing/requests.ts'
import { listAudits, readAudit } from '../audits/read-audits.ts'
import { addFinding, planAudit, recordAudit } from '../audits/record-audit.ts'
import { gatherDues } from '../registers/gather-dues.ts'
import type { EvidenceId } from '../rules/evidence.ts'

// Each test lets time pass or breaks the register, and touches no measurement: the value turns by itself.

const dayMs = 86_400_000
let portal: TestPortal
let officer: Context
let officerId: string
beforeAll(async () => {
  portal = await requestPortal()
  const member = await staffContext(portal, ['security-officer'])
  officer = member.ctx
  officerId = member.staffId
  // The portal began today: its log did.
  await testLog(portal)
})
afterAll(() => portal.close())

const today = () => almatyDate(portal.system.clock.now())

/** The clock goes on to noon of a day in Almaty, and everything is measured. */
async function on(day: string) {
  const noon = Date.parse(`${day}T07:00:00Z`)
  await measureAgain(portal, Math.max(dayMs / 4, noon - portal.system.clock.now().getTime()))
}

async function doneOn(kind: 'audit' | 'penetration-test', doneOn: string) {
  const { auditId } = await planAudit(officer, { kind, scope: 'S', performer: 'P', plannedOn: doneOn })
  expect(await recordAudit(officer, { auditId, doneOn, reportName: 'r' }, report)).toEqual({ status: 'done' })
  return auditId
}
const report = { content: Buffer.from('%PDF-1.7'), type: { mediaType: 'application/pdf' } }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const state = (id: EvidenceId) => stateOf(portal, id)

test('a quarter that ends without an audit turns amber, then red; an audit makes it good', async () => {
  // To the first day of the next quarter, so that the test begins with a whole one.
  await on(addDays(lastDayOf(quarterOf(today())), 1))
  await doneOn('audit', today())
  await on(today())
  expect(await evidenceOf(portal, 'audits-made')).toMatchObject({
    state: 'kept',
    withheld: false,
    figures: { audits: 1, thisQuarter: 1, missed: 0 },
  })
  const next = addDays(lastDayOf(quarterOf(today())), 1)
  await on(next)
  expect(await state('audits-made')).toBe('kept')
  await on(addDays(lastDayOf(quarterOf(next)), -30))
  expect(await state('audits-made')).toBe('kept')
  await on(addDays(lastDayOf(quarterOf(next)), -29))
  expect(await state('audits-made')).toBe('due')
  await on(addDays(lastDayOf(quarterOf(next)), 1))
  expect(await evidenceOf(portal, 'audits-made')).toMatchObject({ state: 'broken', figures: { missed: 1 } })
  await doneOn('audit', today())
  await on(today())
  expect(await state('audits-made')).toBe('kept')
})

test('a year without a penetration test turns amber, then red', async () => {
  await doneOn('penetration-test', today())
  await on(today())
  expect(await state('penetration-tested')).toBe('kept')
  const tested = today()
  await on(addDays(tested, 336))
  expect(await state('penetration-tested')).toBe('due')
  await on(addDays(tested, 366))
  expect(await state('penetration-tested')).toBe('broken')
})

test('a vulnerability that is not closed in time turns amber, then red', async () => {
  const auditId = await doneOn('audit', today())
  await on(today())
  expect(await state('findings-closed')).toBe('neutral')
  const dueOn = addDays(today(), 20)
  await addFinding(officer, { auditId, title: 'T', severity: 'low', ownerId: officerId, dueOn })
  await on(today())
  expect(await state('findings-closed')).toBe('kept')
  await on(addDays(dueOn, -7))
  expect(await state('findings-closed')).toBe('due')
  await on(dueOn)
  expect(await state('findings-closed')).toBe('due')
  await on(addDays(dueOn, 1))
  expect(await evidenceOf(portal, 'findings-closed')).toMatchObject({
    state: 'broken',
    figures: { overdue: 1 },
  })
  expect((await listAudits(officer)).find((one) => one.auditId === auditId)?.findings.overdue).toBe(1)
})

test('an audit that somebody deletes from the register turns the evidence red', async () => {
  await doneOn('audit', today())
  await on(today())
  expect(await state('audits-made')).toBe('kept')
  await portal.database.owner.db.execute(sql`DELETE FROM audit_finding`)
  await portal.database.owner.db.execute(sql`DELETE FROM audit_report`)
  await portal.database.owner.db.execute(sql`DELETE FROM security_audit WHERE kind = 'audit'`)
  await on(today())
  expect(await state('audits-made')).toBe('broken')
})

test.each([
  ['audit', 'audits-made'],
  ['penetration-test', 'penetration-tested'],
] as const)(
  '%s: a name and a day alone leave the evidence red; its document turns it green',
  async (kind, id) => {
    const { db } = portal.database.owner
    const planned = { kind, scope: 'S', performer: 'P', plannedOn: today() } as const
    const { auditId } = await planAudit(officer, planned)
    // What was done before is long ago.
    await on(addDays(today(), 400))
    const done = { auditId, doneOn: today(), reportName: 'r' }
    expect(await recordAudit(officer, done, undefined)).toEqual({ status: 'refused', code: 'document' })
    // What a person could type.
    await db.execute(sql`UPDATE security_audit SET done_on = ${today()}::date, report_name = 'r.pdf',
    recorded_by = planned_by, recorded_at = now() WHERE audit_id = ${auditId}`)
    await on(today())
    expect(await state(id)).toBe('broken')
    expect(await readAudit(officer, auditId)).toMatchObject({
      state: 'no-report',
      report: { name: 'r.pdf', document: null },
    })
    const dueOf = async () => {
      const dues = await officer.transaction((tx) => gatherDues(tx, officer, ['audits']))
      return dues
        .filter((due) => due.entry === auditId && due.kind === kind)
        .map(({ isOverdue }) => isOverdue)
    }
    expect(await dueOf()).toEqual([true])

    expect(await recordAudit(officer, done, report)).toEqual({ status: 'done' })
    await on(today())
    expect(await state(id)).toBe('kept')
    expect(await dueOf()).toEqual([])
    expect(await readAudit(officer, auditId)).toMatchObject({
      state: 'done',
      report: { name: 'r', document: { sha256: sha256('%PDF-1.7'), size: 8 } },
    })

    await db.execute(sql`DELETE FROM audit_report WHERE audit_id = ${auditId}`)
    await on(today())
    expect(await state(id)).toBe('broken')
    expect(await dueOf()).toEqual([true])
    expect(await recordAudit(officer, done, report)).toEqual({ status: 'done' })
    await on(today())
    expect(await state(id)).toBe('kept')
  },
)
