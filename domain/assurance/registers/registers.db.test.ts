import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import type { TestPortal } from '#testing/people.ts'
import { jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { readAudit } from '../audits/read-audits.ts'
import { addFinding, closeFinding, planAudit, recordAudit } from '../audits/record-audit.ts'
import { recordSubprocessor } from '../subprocessors/record-subprocessor.ts'
import { subprocessorSchema } from '../subprocessors/subprocessor-schemas.ts'
import { type DueItem, readRegisters } from './read-registers.ts'
import { readRegisterReminder, remindRegisters } from './remind-registers.ts'

let portal: TestPortal
let officer: Context
let officerId: string
let today: string
beforeAll(async () => {
  portal = await requestPortal()
  const member = await staffContext(portal, ['security-officer'])
  officer = member.ctx
  officerId = member.staffId
  today = almatyDate(portal.system.clock.now())
})
afterAll(() => portal.close())

const plan = (plannedOn: string) =>
  planAudit(officer, { kind: 'audit', scope: 'Портал', performer: 'Бөлім', plannedOn })
const named = (due: readonly DueItem[], kind: DueItem['kind']) => due.filter((one) => one.kind === kind)

type Job = { staffId: string; keys: string[] }
/** The emails that wait; each is returned once. */
async function emails(): Promise<Job[]> {
  const jobs = await jobsOf(portal, 'send-register-reminder')
  await portal.database.owner.db.execute(sql`DELETE FROM graphile_worker._private_jobs`)
  return jobs.map(({ payload }) => payload as Job)
}

describe('the page of registers', () => {
  test('names what is missing, overdue or near, of every register that the reader may open', async () => {
    const { auditId } = await plan(addDays(today, -2))
    await addFinding(officer, {
      auditId,
      title: 'Ескі кілт',
      severity: 'high',
      ownerId: officerId,
      dueOn: addDays(today, 3),
    })
    await plan(addDays(today, 200))
    const { due, registers } = await readRegisters(officer)
    expect(named(due, 'audit')).toMatchObject([
      { dueOn: addDays(today, -2), state: 'overdue', register: 'audits', entry: auditId },
    ])
    expect(named(due, 'finding')).toMatchObject([{ state: 'soon', entry: auditId }])
    expect(due.map(({ dueOn }) => dueOn ?? '')).toEqual(due.map(({ dueOn }) => dueOn ?? '').toSorted())
    expect(registers.find(({ name }) => name === 'audits')?.open).toBeGreaterThanOrEqual(2)
    expect(registers.map(({ name }) => name)).not.toContain('processing')
  })

  test('names the backup and the trial that are due, and the agreement that a company lacks', async () => {
    const { db } = portal.database.owner
    await db.execute(sql`INSERT INTO backup_drill (drill_id, at, result, tables, rows, log_records, took_ms)
      VALUES (${newId()}, now() - interval '27 hours', 'passed', 1, 1, 1, 1), (${newId()}, now(), 'damaged', 1, 1, 1, 1)`)
    const host = subprocessorSchema.parse({
      subprocessorId: '',
      effectiveOn: today,
      since: '2025-01-15',
      categories: 'registration',
      nameKk: 'Хост',
      nameRu: 'Хост',
      nameEn: 'Host',
      serviceKk: 'Сервер',
      serviceRu: 'Сервер',
      serviceEn: 'Servers',
      country: 'KZ',
      transferBasis: 'home',
      agreementName: '',
      agreementSha256: '',
      agreementOn: '',
      agreementEndsOn: '',
    })
    expect(await recordSubprocessor(officer, host)).toMatchObject({ status: 'done' })
    const { due } = await readRegisters(officer)
    expect(named(due, 'drill')).toMatchObject([{ state: 'overdue', register: 'backups' }])
    expect(named(due, 'subprocessor-agreement')).toMatchObject([
      { state: 'missing', dueOn: null, company: { en: 'Host' } },
    ])
  })

  test.each([
    ['support', null],
    ['privacy-officer', ['audits', 'incidents', 'subprocessors', 'processing', 'transfers']],
    [
      'administrator',
      ['audits', 'training', 'subprocessors', 'backups', 'review', 'processing', 'transfers'],
    ],
  ] as const)('%s opens %j', async (role, names) => {
    const { ctx } = await staffContext(portal, [role])
    if (!names) await expect(readRegisters(ctx)).rejects.toThrow(Denied)
    else expect((await readRegisters(ctx)).registers.map(({ name }) => name)).toEqual(names)
  })
})

describe('emails', () => {
  test('go once at each stage, to the roles of the register, and say nothing of what was found', async () => {
    const owner = await staffContext(portal, ['administrator'])
    const { auditId } = await plan(addDays(today, 20))
    const file = { content: Buffer.from('%PDF-1.7'), type: { mediaType: 'application/pdf' } }
    await recordAudit(officer, { auditId, doneOn: today, reportName: 'r' }, file)
    const secret = 'Құпия сөз ашық тұр'
    await addFinding(officer, {
      auditId,
      title: secret,
      severity: 'high',
      ownerId: owner.staffId,
      dueOn: addDays(today, 7),
    })
    const [finding] = (await readAudit(officer, auditId))?.list ?? []
    await remindRegisters(portal.system)
    const jobs = await emails()
    const key = `finding:${finding?.findingId}:7-days`
    const readers = jobs.filter(({ keys }) => keys.includes(key)).map(({ staffId }) => staffId)
    expect(readers).toContain(officerId)
    expect(readers).toContain(owner.staffId)
    const own = jobs.find(({ staffId }) => staffId === owner.staffId)
    const mail = own && (await readRegisterReminder(portal.system, own))
    expect(mail?.items.filter(({ kind }) => kind === 'finding')).toEqual([
      { kind: 'finding', dueOn: addDays(today, 7), stage: '7-days', member: null },
    ])
    expect(JSON.stringify(mail)).not.toContain(secret)
    // Everybody who gets one has a role of it, or sees to the vulnerability.
    const overdueAudits = jobs.filter(({ keys }) => keys.some((one) => one.startsWith('audit:')))
    expect(overdueAudits.map(({ staffId }) => staffId)).not.toContain(owner.staffId)

    expect(await remindRegisters(portal.system)).toBe(0)
    expect(await emails()).toEqual([])
    await closeFinding(officer, { auditId, findingId: finding?.findingId ?? '', measure: 'Жабылды' })
    const after = await readRegisterReminder(portal.system, { staffId: owner.staffId, keys: [key] })
    expect(after).toBeNull()
    const records = (await portal.audit()).filter(({ action }) => action === 'register.remind')
    expect(records.some(({ reason }) => reason === '7-days')).toBe(true)
  })

  test('name a trial that is overdue again after the next one that passed', async () => {
    const { db } = portal.database.owner
    await db.execute(sql`INSERT INTO backup_drill (drill_id, at, result, tables, rows, log_records, took_ms)
      VALUES (${newId()}, now() - interval '26 hours 30 minutes', 'passed', 1, 1, 1, 1)`)
    expect(await remindRegisters(portal.system)).toBeGreaterThan(0)
    const keys = (await emails()).flatMap((job) => job.keys)
    expect(keys.filter((key) => key.startsWith('drill:'))).not.toEqual([])
    expect(keys.every((key) => key.startsWith('drill:'))).toBe(true)
    await db.execute(sql`INSERT INTO backup_drill (drill_id, at, result, tables, rows, log_records, took_ms)
      VALUES (${newId()}, now(), 'passed', 1, 1, 1, 1)`)
    expect(await remindRegisters(portal.system)).toBe(0)
  })

  test('are the worker’s to send', async () => {
    await expect(remindRegisters(officer)).rejects.toThrow(Denied)
    await expect(readRegisterReminder(officer, { staffId: officerId, keys: ['x'] })).rejects.toThrow(Denied)
  })
})
