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
import { listAudits } from '../audits/read-audits.ts'
import { addFinding, planAudit, recordAudit } from '../audits/record-audit.ts'
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
  const report = { doneOn, reportName: 'r.pdf', reportSha256: '0'.repeat(64) }
  expect(await recordAudit(officer, { auditId, ...report })).toEqual({ status: 'done' })
  return auditId
}
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
  await portal.database.owner.db.execute(sql`DELETE FROM security_audit WHERE kind = 'audit'`)
  await on(today())
  expect(await state('audits-made')).toBe('broken')
})
