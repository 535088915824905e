import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { aheadOfDatabaseMs } from '#platform/clock.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { readDisclosures } from '../view/read-disclosures.ts'
import { answerAccessReport, listAccessReports } from './answer-report.ts'
import { countAccessReports, escalateAccessReport } from './escalate-report.ts'
import { reportAccess } from './report-access.ts'
import { readAccessAnswerMail, readAccessReportMail } from './report-mail.ts'

let portal: TestPortal
let support: Context
let security: Context & { staffId?: string }
let securityId: string
beforeAll(async () => {
  portal = await requestPortal()
  support = (await staffContext(portal, ['support'])).ctx
  const member = await staffContext(portal, ['security-officer'])
  security = member.ctx
  securityId = member.staffId
})
afterAll(() => portal.close())

/** A person whose request support has opened. */
async function opened() {
  const { person, own, reference } = await addRequest(portal, 'access')
  await readStaffRequest(support, reference)
  const [disclosure] = await readDisclosures(own, person.subjectId)
  return { ...person, own, reference, record: disclosure?.auditId ?? '' }
}
const reportOf = async (own: Context, subjectId: string) =>
  (await readDisclosures(own, subjectId))[0]?.report ?? null

test('a person asks once, the security officer answers within the term, and both are told', async () => {
  const { own, subjectId, reference, record, email } = await opened()
  const ask = () => reportAccess(own, subjectId, { record })
  expect([await ask(), await ask()]).toEqual([{ status: 'done' }, { status: 'done' }])
  const waiting = await reportOf(own, subjectId)
  expect(waiting).toMatchObject({ answeredAt: null, finding: null, answer: null })
  // Three working days from the day of the question.
  const days = (Date.parse(waiting?.dueAt ?? '') - Date.parse(waiting?.reportedAt ?? '')) / 86_400_000
  expect(days).toBeGreaterThan(2)
  expect(days).toBeLessThan(12)
  const [mail] = (await jobsOf(portal, 'send-access-report-mail')).filter(
    ({ payload }) => payload.auditId === record,
  )
  expect(mail?.payload).toMatchObject({ staffId: securityId })
  expect(await readAccessReportMail(portal.system, mail?.payload as never)).toMatchObject({
    locale: expect.any(String),
  })

  const { open } = await listAccessReports(security)
  expect(open.find(({ auditId }) => auditId === record)).toMatchObject({
    what: 'case-opened',
    reference,
    by: { roles: ['support'] },
    overdue: false,
  })
  const answer = { record, finding: 'in-order', answer: 'Сұрауыңызға жауап беру үшін.' } as const
  expect(await answerAccessReport(security, answer)).toEqual({ status: 'done' })
  expect(await answerAccessReport(security, answer)).toEqual({ status: 'refused', code: 'not-found' })
  expect(await reportOf(own, subjectId)).toMatchObject({ finding: 'in-order', answer: answer.answer })
  expect(await readAccessReportMail(portal.system, mail?.payload as never)).toBeNull()
  expect(await readAccessAnswerMail(portal.system, { subjectId, auditId: record })).toMatchObject({
    to: email,
  })
  const { answered } = await listAccessReports(security)
  expect(answered[0]).toMatchObject({
    auditId: record,
    answer: answer.answer,
    answeredBy: { staffId: securityId },
  })
  const actions = (await portal.audit({ subjectId })).map(({ action }) => action)
  expect(actions.filter((one) => one.startsWith('access-report'))).toEqual([
    'access-report.file',
    'access-report.answer',
  ])
  const [row] = await portal.database.owner.db.execute<{ sealed: Buffer }>(
    sql`SELECT answer_sealed AS sealed FROM access_report WHERE audit_id = ${record}::uuid`,
  )
  expect(row?.sealed.toString('utf8')).not.toContain('жауап')
})

test('an open question that is late is marked so', async () => {
  const { own, subjectId, record } = await opened()
  await reportAccess(own, subjectId, { record })
  portal.passTime(20 * 86_400_000)
  const { open } = await listAccessReports((await staffContext(portal, ['security-officer'])).ctx)
  expect(open.find(({ auditId }) => auditId === record)).toMatchObject({ overdue: true })
})

test('is about an access to one’s own data by staff, and nothing else', async () => {
  const [mine, theirs] = [await opened(), await opened()]
  for (const record of [theirs.record, newId()])
    expect(await reportAccess(mine.own, mine.subjectId, { record })).toEqual({
      status: 'refused',
      code: 'not-found',
    })
  const [filing] = await portal.database.owner.db.execute<{ id: string }>(
    sql`SELECT audit_id AS id FROM audit_event WHERE subject_id = ${mine.subjectId} AND action = 'request.file'`,
  )
  expect(await reportAccess(mine.own, mine.subjectId, { record: filing?.id ?? '' })).toMatchObject({
    code: 'not-found',
  })
  await expect(reportAccess(mine.own, theirs.subjectId, { record: theirs.record })).rejects.toThrow(Denied)
})

test('nobody answers about their own access, and only security officers answer', async () => {
  const both = await staffContext(portal, ['support', 'security-officer'])
  const { person, own, reference } = await addRequest(portal, 'access')
  await readStaffRequest(both.ctx, reference)
  const [disclosure] = await readDisclosures(own, person.subjectId)
  const record = disclosure?.auditId ?? ''
  await reportAccess(own, person.subjectId, { record })
  const answer = { record, finding: 'not-in-order', answer: 'A' } as const
  expect(await answerAccessReport(both.ctx, answer)).toEqual({ status: 'refused', code: 'own-access' })
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  expect((await listAccessReports(auditor)).open.map(({ auditId }) => auditId)).toContain(record)
  for (const ctx of [auditor, support, own])
    await expect(answerAccessReport(ctx, answer)).rejects.toThrow(Denied)
  for (const ctx of [support, own]) await expect(listAccessReports(ctx)).rejects.toThrow(Denied)
  const uncleared = (await staffContext(portal, ['security-officer'], false)).ctx
  await expect(listAccessReports(uncleared)).rejects.toThrow(Denied)
})

test('a question that is not answered in time is told to administrators and officers once, and is counted', async () => {
  const administrator = await staffContext(portal, ['administrator'])
  const { own, subjectId, record } = await opened()
  const before = await countAccessReports(security)
  await reportAccess(own, subjectId, { record })
  const key = { subjectId, auditId: record }
  const [job] = (await jobsOf(portal, 'escalate-access-report')).filter(
    ({ payload }) => payload.auditId === record,
  )
  const due = Date.parse((await reportOf(own, subjectId))?.dueAt ?? '')
  expect(Date.parse(job?.run_at ?? '')).toBe(due - aheadOfDatabaseMs(portal.system.clock))
  expect(await countAccessReports(security)).toMatchObject({ open: before.open + 1, overdue: before.overdue })
  expect(await escalateAccessReport(portal.system, key)).toBe(false)
  const toAdministrator = { ...key, staffId: administrator.staffId }
  expect(await readAccessReportMail(portal.system, toAdministrator)).toBeNull()

  portal.passTime(due - portal.system.clock.now().getTime())
  expect((await countAccessReports(security)).overdue).toBeGreaterThan(before.overdue)
  for (let n = 0; n < 2; n++) expect(await escalateAccessReport(portal.system, key)).toBe(true)
  const mails = (await jobsOf(portal, 'send-access-report-mail')).filter(
    ({ payload, key: name }) => payload.auditId === record && name?.startsWith('access-overdue'),
  )
  // Other tests have made officers of their own; escalating twice mails nobody twice.
  const told = mails.map(({ payload }) => payload.staffId)
  expect(told).toEqual(expect.arrayContaining([administrator.staffId, securityId]))
  expect(new Set(told).size).toBe(told.length)
  expect(await readAccessReportMail(portal.system, toAdministrator)).toMatchObject({
    overdue: true,
    mayAnswer: false,
  })
  expect(await readAccessReportMail(portal.system, { ...key, staffId: securityId })).toMatchObject({
    overdue: true,
    mayAnswer: true,
  })
  await answerAccessReport(security, { record, finding: 'in-order', answer: 'A' })
  expect(await escalateAccessReport(portal.system, key)).toBe(false)
  await expect(escalateAccessReport(security, key)).rejects.toThrow(Denied)
  await expect(countAccessReports(support)).rejects.toThrow(Denied)
})
