import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { staffClearance } from '#db/schema/staff.ts'
import type { Context } from '#domain/access/context.ts'
import { isAllowed } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, enterClearance, staffAudit } from '#testing/staff.ts'
import { clearanceSchema } from '../rules/staff-schemas.ts'
import { clearanceDues } from './clearance-dues.ts'
import { readRegisterMember } from './read-register.ts'
import { recordClearance } from './record-clearance.ts'
import { readTrainingReminder, remindTrainings } from './remind-trainings.ts'

const DAY = 86_400_000
let portal: TestPortal
let administrator: Awaited<ReturnType<typeof addStaff>>
let admin: Context
beforeAll(async () => {
  portal = await testPortal()
  administrator = await addStaff(portal, ['administrator'])
  admin = (await administrator.sudo()).ctx
})
afterAll(() => portal.close())

const file = { content: Buffer.from('%PDF-1.7\nкелісім'), type: { mediaType: 'application/pdf' } }
const done = { status: 'done' }
const today = () => almatyDate(portal.services.clock.now())
const inDays = (days: number) => almatyDate(new Date(portal.services.clock.now().getTime() + days * DAY))
const signed = (staffId: string, given: Record<string, string> = {}) =>
  clearanceSchema.parse({
    staffId,
    kind: 'agreement',
    doneOn: today(),
    ...given,
  })

test('an agreement with an end closes personal data at the first request after its last day, and a new one opens it', async () => {
  const member = await addStaff(portal, ['support'], false)
  const { staffId } = member
  const opens = async () => isAllowed((await member.contextOf(await member.signIn())).actor, 'requests.read')
  const endsOn = inDays(10)
  await recordClearance(admin, signed(staffId, { kind: 'training' }), file)
  expect(await recordClearance(admin, signed(staffId, { endsOn }), file)).toEqual(done)
  expect(await opens()).toBe(true)
  expect(await readRegisterMember(admin, staffId)).toMatchObject({
    state: 'soon',
    agreement: 'soon',
    ndaEndsOn: endsOn,
    records: [{ kind: 'agreement', until: endsOn }, { kind: 'training' }],
  })
  const dues = () => admin.transaction((tx) => clearanceDues(tx, portal.services.keys, today()))
  const agreementDue = async () =>
    (await dues()).find((one) => one.staffId === staffId && one.kind === 'agreement')
  expect(await agreementDue()).toMatchObject({ until: endsOn })
  portal.passTime(10 * DAY)
  expect(await opens()).toBe(true)
  portal.passTime(DAY)
  expect(await opens()).toBe(false)
  expect(await agreementDue()).toMatchObject({ until: endsOn })
  admin = (await administrator.sudo(await administrator.signIn())).ctx
  expect(await readRegisterMember(admin, staffId)).toMatchObject({
    state: 'agreement-over',
    agreement: 'over',
  })
  expect(await recordClearance(admin, signed(staffId), file)).toEqual(done)
  expect(await opens()).toBe(true)
  expect(await readRegisterMember(admin, staffId)).toMatchObject({ agreement: 'valid', ndaEndsOn: null })
  expect(await agreementDue()).toBeUndefined()
})

test('an end before the beginning is refused, and so is one of a training', () => {
  const of = (given: Record<string, string>) => () => signed(newId(), given)
  expect(of({ doneOn: '2026-03-02', endsOn: '2026-03-01' })).toThrow('before')
  expect(of({ kind: 'training', endsOn: '2030-01-01' })).toThrow('training')
  expect(of({ endsOn: '2030-02-30' })).toThrow('malformed')
  expect(of({ doneOn: '2026-03-01', endsOn: '2026-03-01' })).not.toThrow()
  expect(signed(newId()).endsOn).toBeNull()
  expect(signed(newId(), { endsOn: '' }).endsOn).toBeNull()
})

test('the member and each administrator are reminded before its end, once at each stage', async () => {
  const { staffId, email } = await addStaff(portal, ['support'])
  const { db } = portal.database.owner
  const members = await db.execute<{ id: string }>(sql`SELECT staff_id AS id FROM staff_member`)
  const everybody = [...members].map(({ id }) => id)
  await enterClearance(portal, everybody, { training: '2999-01-01' })
  const until = inDays(35)
  portal.passTime(1000)
  await db.insert(staffClearance).values({
    clearanceId: newId(),
    staffId,
    kind: 'agreement',
    doneOn: today(),
    endsOn: until,
    contentSealed: Buffer.from('document'),
    recordedAt: portal.services.clock.now(),
  })
  expect(await remindTrainings(portal.system)).toBe(0)
  portal.passTime(6 * DAY)
  expect(await remindTrainings(portal.system)).toBe(2)
  expect(await remindTrainings(portal.system)).toBe(0)
  portal.passTime(23 * DAY)
  expect(await remindTrainings(portal.system)).toBe(2)
  const jobs = await db.execute<{
    payload: { staffId: string; clearanceId: string; days: number; to: string }
  }>(
    sql`SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
      WHERE t.identifier = 'send-training-reminder' ORDER BY j.id`,
  )
  expect(jobs.map(({ payload }) => [payload.days, payload.to])).toEqual(
    [30, 7].flatMap((days) => [staffId, administrator.staffId].map((to) => [days, to])),
  )
  const own = jobs[0]?.payload
  if (!own) throw new Error('no job')
  const reminder = { kind: 'agreement', to: email, member: null, until }
  expect(await readTrainingReminder(portal.system, own)).toMatchObject(reminder)
  expect((await staffAudit(portal, staffId)).map(({ action }) => action)).toContain('staff.remind-agreement')
  portal.passTime(1000)
  await enterClearance(portal, [staffId], { agreement: today() })
  expect(await readTrainingReminder(portal.system, own)).toBeNull()
})
