import { Decrypter } from 'age-encryption'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newPassphrase } from '#platform/crypto/age-lock.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { factsOf, noticeFields, openedIncident } from '#testing/incidents.ts'
import { bytesOf } from '#testing/packages.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { listAffected } from '../affected/list-affected.ts'
import { readOwnNotices } from '../notices/read-own-notices.ts'
import { readIncidentAlert, readIncidentMail, tellIncident } from '../notices/tell-people.ts'
import { affectedQuerySchema } from '../rules/affected-query.ts'
import { readOpenTerms, runIncidentTerms } from '../term/run-terms.ts'
import { type AnnexColumn, annexColumns, annexSchema, exportAnnex } from './export-annex.ts'
import { exportIncidents, type IncidentColumn, incidentColumns } from './export-incidents.ts'
import { openIncident } from './open-incident.ts'
import { listIncidents, readIncident } from './read-incidents.ts'
import { amendIncident, takeIncidentStep, writeNotice } from './work-on-incident.ts'

let portal: TestPortal
let security: Context & { staffId?: string }
let officer: Context
let securityId: string
let officerEmail: string
beforeAll(async () => {
  portal = await requestPortal()
  const first = await staffContext(portal, ['security-officer'])
  const second = await staffContext(portal, ['privacy-officer'])
  security = first.ctx
  securityId = first.staffId
  officer = second.ctx
  officerEmail = second.email
})
afterAll(() => portal.close())

const HOUR = 3_600_000
const open = () => openedIncident(security, portal)
const query = (reference: string, given: Record<string, string>) =>
  affectedQuerySchema.parse({ reference, ...given })
const alertsOf = async (alert: string) =>
  (await jobsOf(portal, 'send-incident-alert')).filter(({ payload }) => payload.alert === alert)

test('an officer opens an incident; the other officers are told, and its texts are encrypted', async () => {
  const reference = await open()
  const found = await readIncident(officer, reference)
  expect(found).toMatchObject({
    status: 'open',
    term: expect.stringMatching(/running|soon/),
    facts: factsOf,
  })
  expect(found?.steps).toEqual([expect.objectContaining({ step: 'open', note: null })])
  expect((await alertsOf('opened')).map(({ payload }) => payload.staffId)).not.toContain(securityId)
  const stored = await portal.database.owner.db.execute<{ hex: string }>(
    sql`SELECT encode(text_sealed, 'escape') AS hex FROM incident_step`,
  )
  expect(JSON.stringify(stored)).not.toContain(factsOf.title)
  expect((await portal.audit()).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['incident.open', 'incident.read']),
  )
  expect((await listIncidents(security)).map((one) => one.reference)).toContain(reference)
})

test('refuses a moment in the future, and members who may not work on incidents', async () => {
  const tomorrow = almatyDate(new Date(portal.services.clock.now().getTime() + 24 * HOUR))
  const input = { ...factsOf, noticedOn: tomorrow, noticedTime: '10:00' }
  expect(await openIncident(security, input)).toEqual({
    status: 'refused',
    code: 'in-the-future',
    field: 'noticedOn',
  })
  const support = (await staffContext(portal, ['support'])).ctx
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  const { subjectId } = await portal.addPerson()
  for (const who of [support, auditor, portal.subject(subjectId), portal.visitor])
    await expect(openIncident(who, input)).rejects.toThrow(Denied)
  await expect(listIncidents(support)).rejects.toThrow(Denied)
  await expect(runIncidentTerms(security)).rejects.toThrow(Denied)
  await expect(readOwnNotices(portal.subject(subjectId), securityId)).rejects.toThrow(Denied)
  expect(await listIncidents(auditor)).toEqual(expect.any(Array))
})

test('a second person decides that a notice is not needed; rows of steps cannot be changed', async () => {
  const reference = await open()
  const propose = {
    reference,
    step: 'propose-no-notice',
    duty: 'authority',
    note: 'Деректер шифрланған',
  } as const
  expect(await takeIncidentStep(security, propose)).toEqual({ status: 'done' })
  const confirm = { reference, step: 'confirm-no-notice', duty: 'authority' } as const
  expect(await takeIncidentStep(security, confirm)).toEqual({ status: 'refused', code: 'second-person' })
  expect(await takeIncidentStep(officer, confirm)).toEqual({ status: 'done' })
  const found = await readIncident(security, reference)
  expect(found).toMatchObject({ status: 'authority-notified', authority: 'not-needed', term: 'not-needed' })
  expect(found?.steps.map(({ note }) => note)).toContain('Деректер шифрланған')
  await expect(
    security.transaction((tx) => tx.execute(sql`UPDATE incident_step SET at = now()`)),
  ).rejects.toThrow()
  await expect(security.transaction((tx) => tx.execute(sql`DELETE FROM incident_step`))).rejects.toThrow()
})

test('people are counted, listed once and told once each, in their language', async () => {
  const reference = await open()
  const { person } = await addRequest(portal, 'access')
  const other = await portal.addPerson({ locale: 'en' })
  const pasted = `${person.email}\n${other.externalId} nobody@example.kz`
  expect(await listAffected(security, query(reference, { pasted }))).toEqual({
    status: 'done',
    count: 2,
    unknown: 1,
    frozen: false,
  })
  const freeze = (counted: string) =>
    listAffected(security, query(reference, { pasted, counted, press: 'freeze' }))
  expect(await freeze('3')).toMatchObject({ code: 'count-changed' })
  expect(await freeze('2')).toMatchObject({ status: 'done', frozen: true })
  expect(await freeze('2')).toMatchObject({ code: 'not-now' })
  expect(await takeIncidentStep(security, { reference, step: 'notify-authority', note: '№ 17' })).toEqual({
    status: 'done',
  })
  const tell = { reference, step: 'notify-subjects' } as const
  expect(await takeIncidentStep(security, tell)).toMatchObject({ code: 'no-notice' })
  expect(await writeNotice(security, { reference, ...noticeFields })).toEqual({ status: 'done' })
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  expect(await readOwnNotices(own, person.subjectId)).toEqual([])
  expect(await takeIncidentStep(security, tell)).toEqual({ status: 'done' })

  const [batch] = (await jobsOf(portal, 'tell-incident')).slice(-1)
  const incidentId = String(batch?.payload.incidentId)
  expect(await tellIncident(portal.system, { incidentId, after: null })).toBe(2)
  expect(await tellIncident(portal.system, { incidentId, after: null })).toBe(0)
  const letters = (await jobsOf(portal, 'send-incident-mail')).filter(
    ({ payload }) => payload.incidentId === incidentId,
  )
  expect(letters.map(({ payload }) => payload.subjectId).sort()).toEqual(
    [person.subjectId, other.subjectId].sort(),
  )
  expect(await readIncidentMail(portal.system, { incidentId, subjectId: other.subjectId })).toMatchObject({
    to: other.email,
    locale: 'en',
    text: { what: noticeFields['what-en'] },
  })
  const stranger = await portal.addPerson()
  expect(await readIncidentMail(portal.system, { incidentId, subjectId: stranger.subjectId })).toBeNull()
  expect(await readOwnNotices(own, person.subjectId)).toMatchObject([
    { reference, text: { what: noticeFields['what-kk'] } },
  ])
  expect(await takeIncidentStep(security, { reference, step: 'close', note: 'Жабылды' })).toEqual({
    status: 'done',
  })
  expect(await amendIncident(security, { reference, ...factsOf })).toMatchObject({ code: 'not-now' })
})

test('finds people by category and period, by account, and by what a member of staff opened', async () => {
  const reference = await open()
  const { person, reference: requestReference } = await addRequest(portal, 'access')
  const support = await staffContext(portal, ['support'])
  await readStaffRequest(support.ctx, requestReference)
  const count = async (given: Record<string, string>) => listAffected(security, query(reference, given))
  const today = almatyDate(portal.services.clock.now())
  expect(await count({ openedBy: support.email })).toMatchObject({ count: 1 })
  expect(await count({ openedBy: support.email, to: '2020-01-01' })).toMatchObject({ count: 0 })
  expect(await count({ openedBy: support.email, pasted: person.email })).toMatchObject({ count: 1 })
  expect(await count({ openedBy: officerEmail.replace('staff', 'nobody') })).toMatchObject({
    code: 'unknown-member',
    field: 'openedBy',
  })
  expect(await count({ category: 'portal.request', to: '2020-01-01' })).toMatchObject({ count: 0 })
  const [known] = await portal.database.owner.db.execute<{ all: number; asked: number }>(sql`
    SELECT count(*)::int AS all, (SELECT count(DISTINCT subject_id)::int FROM request) AS asked FROM subject`)
  expect(await count({ category: 'portal.request', from: '2020-01-01', to: today })).toMatchObject({
    count: known?.asked,
  })
  expect(await count({ everybody: 'portal' })).toMatchObject({ count: known?.all })
  expect(await count({ category: 'portal.staff' })).toMatchObject({ code: 'unknown-category' })
})

test('officers are told once four hours before the end and once when it has passed', async () => {
  const reference = await open()
  const openTerm = async () => (await readOpenTerms(security)).find((one) => one.reference === reference)
  const due = (await openTerm())?.dueAt ?? new Date(0)
  portal.passTime(due.getTime() - 3 * HOUR - portal.services.clock.now().getTime())
  expect((await runIncidentTerms(portal.system)).warned).toBeGreaterThan(0)
  expect(await runIncidentTerms(portal.system)).toMatchObject({ warned: 0, passed: 0 })
  expect((await openTerm())?.state).toBe('soon')
  portal.passTime(4 * HOUR)
  expect((await runIncidentTerms(portal.system)).passed).toBeGreaterThan(0)
  expect(await runIncidentTerms(portal.system)).toMatchObject({ warned: 0, passed: 0 })
  expect((await openTerm())?.state).toBe('passed')
  const [mail] = (await alertsOf('passed')).slice(-1)
  expect(await readIncidentAlert(portal.system, mail?.payload as never)).toMatchObject({
    alert: 'passed',
    dueAt: due,
  })
  expect((await portal.audit()).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['incident.warn', 'incident.term-passed']),
  )
})

test('the term moves with the calendar while the notice is open', async () => {
  const reference = await open()
  const before = (await readIncident(security, reference))?.dueAt ?? new Date(0)
  await portal.database.owner.db.execute(sql`INSERT INTO calendar_day (date, kind, state, source, changed_at)
    VALUES (${almatyDate(before)}, 'off', 'official', 'test', now())
    ON CONFLICT (date) DO UPDATE SET kind = 'off', state = 'official'`)
  expect((await runIncidentTerms(portal.system)).moved).toBeGreaterThan(0)
  const after = (await readIncident(security, reference))?.dueAt ?? new Date(0)
  expect(after.getTime()).toBeGreaterThan(before.getTime())
})

test('exporting the register needs a recent code', async () => {
  const columns = Object.fromEntries(incidentColumns.map((name) => [name, name])) as Record<
    IncidentColumn,
    string
  >
  const words = { columns, value: (column: string, code: string) => `${column}=${code}` }
  const { ctx, stale } = await staffContext(portal, ['auditor'])
  await expect(exportIncidents(stale, words)).rejects.toThrow(SudoNeeded)
  const lines = (await exportIncidents(ctx, words)).trim().split('\r\n')
  expect(lines[0]).toContain('reference;status;title')
  expect(lines.length).toBe((await listIncidents(ctx)).length + 1)
  // Each code of a list has its own word.
  expect(lines[1]).toMatch(/;status=open;.*;data=registration, data=learning;systems=device;risk=medium;/)
})

test('the annex for the authority names the people on the list, in a file that opens with its passphrase alone', async () => {
  const reference = await open()
  const passphrase = newPassphrase()
  const heads = Object.fromEntries(annexColumns.map((name) => [name, name])) as Record<AnnexColumn, string>
  const annex = (ctx: Context, given: object = {}) =>
    exportAnnex(ctx, annexSchema.parse({ reference, reason: 'asked', passphrase, ...given }), heads)
  expect(await annex(security)).toEqual({ status: 'refused', code: 'no-list' })

  const [first, second] = [await portal.addPerson({ fullName: 'Әлия Сейтқызы' }), await portal.addPerson()]
  const listed = [first, second]
  const other = await portal.addPerson()
  const pasted = listed.map(({ email }) => email).join(' ')
  await listAffected(security, query(reference, { pasted, press: 'freeze', counted: '2' }))
  const made = await annex(officer)
  if (made.status === 'refused') throw new Error(made.code)
  const file = await bytesOf(made.content)
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  const csv = await decrypter.decrypt(file, 'text')
  expect(csv).toContain('Әлия Сейтқызы')
  for (const { email } of listed) expect(csv).toContain(email)
  expect(csv).not.toContain(other.email)
  expect(csv.trim().split('\r\n')).toHaveLength(3)
  const wrong = new Decrypter()
  wrong.addPassphrase(newPassphrase())
  await expect(wrong.decrypt(file, 'text')).rejects.toThrow()

  const records = (await portal.audit()).filter(({ action }) => action === 'incident.annex')
  expect(records).toMatchObject([{ reason: 'asked', fields: [...annexColumns] }])
  const seenBy = async ({ subjectId }: { subjectId: string }) =>
    (await readDisclosures(portal.subject(subjectId), subjectId)).map(({ what, roles }) => [what, roles])
  const given = [['given-to-authority', ['privacy-officer']]]
  expect([await seenBy(first), await seenBy(second)]).toEqual([given, given])
  expect(await seenBy(other)).toEqual([])
  expect(annexSchema.safeParse({ reference, reason: 'asked', passphrase: '123456' }).success).toBe(false)
  const { stale } = await staffContext(portal, ['security-officer'])
  await expect(annex(stale)).rejects.toThrow(SudoNeeded)
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  await expect(annex(auditor)).rejects.toThrow(Denied)
})
