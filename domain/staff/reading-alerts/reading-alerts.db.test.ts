import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf } from '#testing/requests.ts'
import { addStaff, staffActor, staffAudit, type TestStaff } from '#testing/staff.ts'
import { answerReadingAlert, listReadingAlerts, openAlerts } from './answer-alert.ts'
import { raiseReadingAlerts, readReadingAlertMail } from './raise-alerts.ts'

let portal: TestPortal
let officer: TestStaff
let other: TestStaff
let officerCtx: Context
beforeAll(async () => {
  portal = await testPortal()
  officer = await addStaff(portal, ['security-officer'])
  other = await addStaff(portal, ['security-officer', 'support'])
  officerCtx = await officer.contextOf(officer.token)
})
afterAll(() => portal?.close())

/** Records of the log as opening the records of so many persons leaves them; each person twice, which counts once. */
async function open(member: TestStaff, persons: number, daysAgo = 0) {
  const ctx = await member.contextOf(member.token)
  const ids = Array.from({ length: persons }, () => newId())
  await ctx.transaction((tx) =>
    append(
      tx,
      ctx.auditedAs,
      ...ids.map((subjectId) => ({ action: 'request.read' as const, subjectId })),
      ...ids.map((subjectId) => ({ action: 'subject.reveal' as const, subjectId })),
    ),
  )
  if (daysAgo > 0)
    await portal.database.owner.db.execute(sql`
      UPDATE audit_event SET at = at - ${`${daysAgo} days`}::interval
      WHERE actor_id = ${member.staffId} AND at > now() - interval '1 hour' AND subject_id IS NOT NULL`)
}
const raise = () => raiseReadingAlerts(portal.system)
const mails = async () => (await jobsOf(portal, 'send-reading-alert')).map(({ payload }) => payload)

test('a usual day raises none; 200 opened records raise one alert, to the security officers, and stop nothing', async () => {
  const member = await addStaff(portal, ['support'])
  for (const daysAgo of [2, 3, 4]) await open(member, 20, daysAgo)
  await open(member, 30)
  expect(await raise()).toBe(0)
  await open(member, 170)
  expect(await raise()).toBe(1)
  await open(member, 100)
  expect(await raise()).toBe(0)
  const [alert, ...more] = await listReadingAlerts(officerCtx)
  expect(more).toEqual([])
  expect(alert).toMatchObject({
    staffId: member.staffId,
    opened: 200,
    usualOwn: 20,
    usualTeam: 0,
    answer: null,
  })
  expect((await mails()).map(({ to }) => to).sort()).toEqual([officer.staffId, other.staffId].sort())
  const job = { alertId: alert?.alertId ?? '', to: officer.staffId }
  expect(await readReadingAlertMail(portal.system, job)).toMatchObject({
    to: officer.email,
    opened: 200,
    usual: 20,
  })
  expect(await readReadingAlertMail(portal.system, { ...job, to: member.staffId })).toBeNull()
  // The member goes on working, and finds their own reading in the log as before.
  expect(await member.sessionOf(member.token)).not.toBeNull()
  const told = (await staffAudit(portal, member.staffId)).map(({ action }) => action)
  expect(told.filter((action) => action === 'subject.reveal')).toHaveLength(360)
  expect(told).toContain('reading-alert.raise')

  const given = { alertId: alert?.alertId ?? '', finding: 'explained', answer: 'Тоқсандық тексеру' } as const
  expect(await answerReadingAlert(officerCtx, given)).toEqual({ status: 'done' })
  expect(await answerReadingAlert(officerCtx, given)).toEqual({ status: 'refused', code: 'gone' })
  expect(await listReadingAlerts(officerCtx)).toMatchObject([
    { answer: { finding: 'explained', text: 'Тоқсандық тексеру', by: 'Асқар Серікұлы' } },
  ])
  expect(await readReadingAlertMail(portal.system, job)).toBeNull()
  expect(await portal.system.transaction(openAlerts)).toBe(0)
})

test('an officer gets no email about their own reading and cannot answer that alert', async () => {
  await open(other, 200)
  expect(await raise()).toBe(1)
  const [alert] = await listReadingAlerts(officerCtx)
  expect(alert?.staffId).toBe(other.staffId)
  expect((await mails()).filter(({ alertId }) => alertId === alert?.alertId).map(({ to }) => to)).toEqual([
    officer.staffId,
  ])
  const given = { alertId: alert?.alertId ?? '', finding: 'taken-further', answer: 'Тергеу' } as const
  expect(await answerReadingAlert(await other.contextOf(other.token), given)).toEqual({
    status: 'refused',
    code: 'yourself',
  })
  const [row] = await portal.database.owner.db.execute<{ open: boolean }>(
    sql`SELECT answered_at IS NULL AS open FROM reading_alert WHERE alert_id = ${given.alertId}`,
  )
  expect(row?.open).toBe(true)
  for (const statement of [sql`UPDATE reading_alert SET opened = 1`, sql`DELETE FROM reading_alert`])
    await expect(portal.system.transaction((tx) => tx.execute(statement))).rejects.toThrow()
})

describe('who may see and answer alerts', () => {
  const others: [string, Actor][] = [
    ['a visitor', { kind: 'visitor' }],
    ['a data subject', { kind: 'subject', subjectId: newId() }],
    ['support', staffActor('support')],
    ['privacy-officer', staffActor('privacy-officer')],
  ]
  const given = { alertId: newId(), finding: 'explained', answer: 'A' } as const
  test.each(others)('%s neither sees nor answers', async (_name, actor) => {
    const ctx = portal.as(actor)
    await expect(listReadingAlerts(ctx)).rejects.toThrow(Denied)
    await expect(answerReadingAlert(ctx, given)).rejects.toThrow(Denied)
    await expect(raiseReadingAlerts(ctx)).rejects.toThrow(Denied)
  })

  test('an auditor sees and does not answer', async () => {
    expect((await listReadingAlerts(portal.as(staffActor('auditor')))).length).toBeGreaterThan(0)
    await expect(answerReadingAlert(portal.as(staffActor('auditor')), given)).rejects.toThrow(Denied)
  })
})
