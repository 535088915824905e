import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, enterClearance, staffActor, staffAudit } from '#testing/staff.ts'
import { clearanceSchema } from '../rules/staff-schemas.ts'
import { SudoNeeded } from '../sign-in/step-up.ts'
import { exportRegister } from './export-register.ts'
import { readClearanceDocument, readRegister, readRegisterMember } from './read-register.ts'
import { endClearance, recordClearance } from './record-clearance.ts'
import { readTrainingReminder, remindTrainings } from './remind-trainings.ts'

const DAY = 86_400_000
let portal: TestPortal
let admin: Context
let adminId: string
beforeAll(async () => {
  portal = await testPortal()
  const member = await addStaff(portal, ['administrator'])
  adminId = member.staffId
  admin = (await member.sudo()).ctx
})
afterAll(() => portal?.close())

const today = () => almatyDate(portal.services.clock.now())
const pdf = Buffer.from('%PDF-1.7\nсертификат')
const file = { content: pdf, type: { mediaType: 'application/pdf' } }
const input = (staffId: string, given: Record<string, string> = {}) =>
  clearanceSchema.parse({
    staffId,
    kind: 'training',
    doneOn: today(),
    ...given,
  })
const sha256 = createHash('sha256').update(pdf).digest('hex')
const done = { status: 'done' }
const refused = (code: string) => ({ status: 'refused', code })

describe('the register', () => {
  test('opens and closes personal data with the next request; what was there before stays', async () => {
    const member = await addStaff(portal, ['support'], false)
    const { staffId } = member
    const cleared = async () => (await member.sessionOf(member.token))?.actor.clearance
    expect(await cleared()).toBe(false)
    expect(await recordClearance(admin, input(staffId, { kind: 'agreement' }), file)).toEqual(done)
    expect(await cleared()).toBe(false)
    expect(await recordClearance(admin, input(staffId), file)).toEqual(done)
    expect(await cleared()).toBe(true)
    portal.passTime(1000)
    expect(await recordClearance(admin, input(staffId, { doneOn: '2020-03-01' }), file)).toEqual(done)
    expect(await cleared()).toBe(false)
    portal.passTime(1000)
    expect(await recordClearance(admin, input(staffId), file)).toEqual(done)
    portal.passTime(1000)
    expect(await endClearance(admin, { staffId, kind: 'agreement' })).toEqual(done)
    expect(await cleared()).toBe(false)
    expect(await endClearance(admin, { staffId, kind: 'agreement' })).toEqual(refused('not-now'))

    const found = await readRegisterMember(admin, staffId)
    expect(found).toMatchObject({ needed: true, state: 'no-agreement' })
    expect(found?.records.map(({ kind, doneOn, counts }) => [kind, doneOn, counts])).toEqual([
      ['agreement', null, true],
      ['training', today(), true],
      ['training', '2020-03-01', false],
      ['training', today(), false],
      ['agreement', today(), false],
    ])
    expect(found?.records.at(-1)?.document).toEqual({ sha256, size: pdf.length })
    expect(
      (await staffAudit(portal, staffId)).slice(-2).map(({ action, reason }) => [action, reason]),
    ).toEqual([
      ['staff.record-clearance', 'training'],
      ['staff.end-clearance', 'agreement'],
    ])
  })

  test('shows a record without its document, and does not count it; a document opens personal data, and its loss closes it', async () => {
    const member = await addStaff(portal, ['support'], false)
    const { staffId } = member
    const cleared = async () => (await member.sessionOf(member.token))?.actor.clearance
    const { db } = portal.database.owner
    for (const kind of ['agreement', 'training'])
      await db.execute(sql`INSERT INTO staff_clearance (clearance_id, staff_id, kind, done_on, sha256, recorded_at)
        VALUES (${newId()}, ${staffId}, ${kind}, ${today()}::date, sha256('x'), now())`)
    expect(await cleared()).toBe(false)
    expect(await readRegisterMember(admin, staffId)).toMatchObject({
      state: 'no-agreement',
      records: [
        { doneOn: today(), counts: false, document: { size: null } },
        { doneOn: today(), counts: false, document: { size: null } },
      ],
    })
    expect(await endClearance(admin, { staffId, kind: 'training' })).toEqual(refused('not-now'))
    for (const kind of ['agreement', 'training'])
      expect(await recordClearance(admin, input(staffId, { kind }), file)).toEqual(done)
    expect(await cleared()).toBe(true)
    await db.execute(
      sql`UPDATE staff_clearance SET content_sealed = NULL WHERE staff_id = ${staffId} AND kind = 'training'`,
    )
    expect(await cleared()).toBe(false)
  })

  test('keeps a file encrypted, gives it back as it was, with its SHA-256, and records who opened it', async () => {
    const { staffId } = await addStaff(portal, ['support'], false)
    await recordClearance(admin, input(staffId), file)
    const [record] = (await readRegisterMember(admin, staffId))?.records ?? []
    expect(record?.document?.sha256).toBe(createHash('sha256').update(pdf).digest('hex'))
    expect(record?.recordedBy).toBe('Асқар Серікұлы')
    const [row] = await portal.database.owner.db.execute<{ plain: boolean }>(sql`
      SELECT position('%PDF'::bytea in content_sealed) > 0 AS plain FROM staff_clearance
      WHERE clearance_id = ${record?.clearanceId ?? ''}`)
    expect(row?.plain).toBe(false)
    const auditor = (await addStaff(portal, ['auditor'])).token
    expect(auditor).not.toBe('')
    expect(await readClearanceDocument(admin, record?.clearanceId ?? '')).toEqual({
      mediaType: 'application/pdf',
      content: pdf,
    })
    expect((await staffAudit(portal, staffId)).at(-1)).toMatchObject({
      action: 'staff.open-clearance-document',
    })
    for (const unknown of ['', newId()]) expect(await readClearanceDocument(admin, unknown)).toBeNull()
  })

  test('refuses a record about oneself, with a future day, or without a document', async () => {
    const { staffId } = await addStaff(portal, ['support'], false)
    expect(await recordClearance(admin, input(adminId), file)).toEqual(refused('yourself'))
    expect(await endClearance(admin, { staffId: adminId, kind: 'training' })).toEqual(refused('yourself'))
    expect(await recordClearance(admin, input(staffId, { doneOn: '2999-01-01' }), file)).toEqual(
      refused('future'),
    )
    expect(await recordClearance(admin, input(staffId), undefined)).toEqual(refused('document'))
    expect(await recordClearance(admin, input(newId()), file)).toEqual(refused('gone'))
    expect(() => input(staffId, { paperSha256: 'ab'.repeat(32) })).toThrow('paperSha256')
    expect((await readRegisterMember(admin, staffId))?.records).toEqual([])
  })

  test('cannot be changed or emptied by the role of the app', async () => {
    const { staffId } = await addStaff(portal, ['support'])
    for (const statement of [
      sql`UPDATE staff_clearance SET done_on = current_date WHERE staff_id = ${staffId}`,
      sql`DELETE FROM staff_clearance WHERE staff_id = ${staffId}`,
    ])
      await expect(portal.system.transaction((tx) => tx.execute(statement))).rejects.toThrow()
  })

  test('lists first who lacks something, and is exported on record', async () => {
    const late = await addStaff(portal, ['privacy-officer'], false)
    const [first] = await readRegister(admin)
    expect(first).toMatchObject({ state: expect.stringMatching(/^(no-|training-over)/), needed: true })
    const columns = {
      member: 'Member',
      email: 'Email',
      roles: 'Roles',
      kind: 'Kind',
      doneOn: 'Date',
      until: 'Until',
      counts: 'Counts',
      sha256: 'Hash',
      recordedBy: 'By',
      recordedAt: 'At',
    }
    const words = { columns, role: (role: StaffRole) => role, kind: (kind: string) => kind, counts: 'yes' }
    const csv = await exportRegister(admin, words)
    expect(csv).toContain(late.email)
    expect(csv).toContain(createHash('sha256').update(pdf).digest('hex'))
    expect((await staffAudit(portal, adminId)).at(-1)).toMatchObject({ action: 'staff.export-clearances' })
  })
})

test('reminds the member and administrators 30 and 7 days before a training ends, once each', async () => {
  const other = await testPortal()
  try {
    const administrator = await addStaff(other, ['administrator'])
    const { staffId, email } = await addStaff(other, ['support'])
    await enterClearance(other, [administrator.staffId], { training: '2999-01-01' })
    const jobs = async () =>
      (
        await other.database.owner.db.execute<{
          payload: { staffId: string; clearanceId: string; days: number; to: string }
        }>(
          sql`SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
            WHERE t.identifier = 'send-training-reminder' ORDER BY j.id`,
        )
      ).map(({ payload }) => payload)
    expect(await remindTrainings(other.system)).toBe(0)
    other.passTime(335 * DAY)
    expect(await remindTrainings(other.system)).toBe(2)
    expect(await remindTrainings(other.system)).toBe(0)
    other.passTime(23 * DAY)
    expect(await remindTrainings(other.system)).toBe(2)
    const all = await jobs()
    expect(all.map(({ days, to }) => [days, to])).toEqual(
      [30, 7].flatMap((days) => [staffId, administrator.staffId].map((to) => [days, to])),
    )
    const [own, of] = all
    if (!own || !of) throw new Error('no jobs')
    expect(await readTrainingReminder(other.system, own)).toMatchObject({ to: email, member: null })
    expect(await readTrainingReminder(other.system, of)).toMatchObject({ member: 'Асқар Серікұлы' })
    await enterClearance(other, [staffId], { training: almatyDate(other.services.clock.now()) })
    expect(await readTrainingReminder(other.system, own)).toBeNull()
    other.passTime(8 * DAY)
    expect(await remindTrainings(other.system)).toBe(0)
  } finally {
    await other.close()
  }
})

describe('who may see and write the register', () => {
  const others: [string, Actor][] = [
    ['a visitor', { kind: 'visitor' }],
    ['a data subject', { kind: 'subject', subjectId: newId() }],
    ['support', staffActor('support')],
    ['privacy-officer', staffActor('privacy-officer')],
  ]
  test.each(others)('%s neither reads nor writes', async (_name, actor) => {
    const ctx = portal.as(actor)
    await expect(readRegister(ctx)).rejects.toThrow(Denied)
    await expect(readRegisterMember(ctx, newId())).rejects.toThrow(Denied)
    await expect(readClearanceDocument(ctx, newId())).rejects.toThrow(Denied)
    await expect(recordClearance(ctx, input(newId()), file)).rejects.toThrow(Denied)
    await expect(endClearance(ctx, { staffId: newId(), kind: 'training' })).rejects.toThrow(Denied)
    await expect(remindTrainings(ctx)).rejects.toThrow(Denied)
  })

  test('an auditor reads and does not write; a security officer writes, with a code given again', async () => {
    const auditor = portal.as(staffActor('auditor'))
    expect((await readRegister(auditor)).length).toBeGreaterThan(0)
    await expect(recordClearance(auditor, input(newId()), file)).rejects.toThrow(Denied)
    const { staffId } = await addStaff(portal, ['administrator'], false)
    const officer = staffActor('security-officer')
    expect(await recordClearance(portal.as(officer), input(staffId), file)).toEqual(done)
    await expect(
      recordClearance(portal.as(staffActor('security-officer', { sudo: false })), input(staffId), file),
    ).rejects.toThrow(SudoNeeded)
  })
})
