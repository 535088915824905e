import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, jobsOf, requestPortal, staffContext } from '#testing/requests.ts'
import { fileOnBehalf } from '../file/file-on-behalf.ts'
import { onBehalfSchema, stepSchema } from '../forms/request-schemas.ts'
import { readCalendar } from '../record/read-calendar.ts'
import { addNote } from '../steps/add-note.ts'
import { assignRequest } from '../steps/assign-request.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { changeCalendarDay } from '../time/change-calendar-day.ts'
import { readReminderMail, remindStaff } from '../time/remind-staff.ts'
import { readDisclosures } from '../view/read-disclosures.ts'
import { readOwnRequest } from '../view/read-own-requests.ts'
import { type CsvColumn, csvColumns, exportQueueCsv } from './export-queue.ts'
import { searchRequests } from './find-requests.ts'
import { readQueue } from './read-queue.ts'
import { readStaffRequest } from './read-request.ts'
import { revealSubject } from './reveal-subject.ts'
import { staffDashboard } from './staff-dashboard.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

test('a search is on record with its kind and the person found, and never with what was typed', async () => {
  const { person, reference } = await addRequest(portal, 'access')
  const { ctx, staffId } = await staffContext(portal, ['support'])
  const typed = [reference, person.externalId, person.email, `nobody-${newId()}@example.kz`]
  for (const text of typed) await searchRequests(ctx, text)
  const records = (await portal.audit()).filter((one) => one.action === 'request.search')
  const own = records.filter(({ actorId }) => actorId === staffId)
  expect(own.map(({ reason, subjectId }) => ({ reason, subjectId }))).toEqual([
    { reason: 'reference', subjectId: person.subjectId },
    { reason: 'platform-id', subjectId: person.subjectId },
    { reason: 'address', subjectId: person.subjectId },
    { reason: 'address', subjectId: null },
  ])
  for (const text of typed) expect(JSON.stringify(own)).not.toContain(text)
})

describe('a case', () => {
  test('shows contacts masked until somebody says why with a fresh code; the person is told who, when and why', async () => {
    const { own, person, reference } = await addRequest(portal, 'access', { message: 'Сәлем' })
    const member = await staffContext(portal, ['support'])
    const masked = { masked: true, fullName: 'Ә… С…', phone: '+7…67', revealedUntil: null }
    const shown = await readStaffRequest(member.ctx, reference)
    expect(shown).toMatchObject({ details: { message: 'Сәлем' }, person: { contact: masked } })
    expect(shown?.person.contact.email).toMatch(/^p…@example\.kz$/)
    const reveal = { reference, reason: 'call-back' } as const
    await expect(revealSubject(member.stale, reveal)).rejects.toThrow(SudoNeeded)
    const sudo = await member.sudo()
    expect(await revealSubject(sudo.ctx, reveal)).toMatchObject({
      contact: { masked: false, email: person.email, fullName: 'Әлия Серікқызы' },
    })
    expect((await readStaffRequest(sudo.ctx, reference))?.person.contact.email).toBe(person.email)
    const colleague = await staffContext(portal, ['support'])
    expect((await readStaffRequest(colleague.ctx, reference))?.person.contact.masked).toBe(true)
    portal.passTime(15 * 60_000)
    expect((await readStaffRequest(sudo.ctx, reference))?.person.contact.masked).toBe(true)

    const told = await readDisclosures(own, person.subjectId)
    expect(told.map(({ what, roles, reason }) => ({ what, roles, reason }))).toEqual([
      { what: 'case-opened', roles: ['support'], reason: null },
      { what: 'case-opened', roles: ['support'], reason: null },
      { what: 'contacts-revealed', roles: ['support'], reason: 'call-back' },
    ])
    expect(told[0]?.reference).toBe(reference)
    await expect(readDisclosures(own, newId())).rejects.toThrow(Denied)
  })

  test('reads without words for who only audits, and not at all for the others', async () => {
    const { reference } = await addRequest(portal, 'question', { message: 'Құпия' })
    const support = (await staffContext(portal, ['support'])).ctx
    await addNote(support, { reference, note: 'Ішкі', noteId: newId() })
    const auditor = (await staffContext(portal, ['auditor'])).ctx
    const read = await readStaffRequest(auditor, reference)
    expect(read).toMatchObject({ reference, details: null, offered: [], notes: [{ body: null }] })
    expect(JSON.stringify(read)).not.toMatch(/Құпия|Ішкі/)
    await expect(revealSubject(auditor, { reference, reason: 'audit' })).rejects.toThrow(Denied)
    for (const role of ['administrator', 'security-officer'] as const)
      await expect(readStaffRequest((await staffContext(portal, [role])).ctx, reference)).rejects.toThrow(
        Denied,
      )
    await expect(readStaffRequest(portal.visitor, reference)).rejects.toThrow(Denied)
    expect(await readStaffRequest(support, 'CX-0000-00')).toBeNull()
  })

  test('has notes that the person never sees, written once', async () => {
    const { own, reference } = await addRequest(portal, 'access')
    const { ctx, staffId } = await staffContext(portal, ['support'])
    const note = { reference, note: 'Қоңырау шалды', noteId: newId() }
    await addNote(ctx, note)
    await addNote(ctx, note)
    expect((await readStaffRequest(ctx, reference))?.notes).toMatchObject([
      { staff: { staffId }, body: 'Қоңырау шалды' },
    ])
    expect(JSON.stringify(await readOwnRequest(own, { reference }))).not.toContain('Қоңырау')
    await expect(addNote(own, note)).rejects.toThrow(Denied)
  })

  test('is given to somebody of the desk, and to nobody else', async () => {
    const { reference } = await addRequest(portal, 'access')
    const support = await staffContext(portal, ['support'])
    const auditor = await staffContext(portal, ['auditor'])
    expect(await assignRequest(support.ctx, { reference, to: auditor.staffId })).toMatchObject({
      code: 'no-such-staff',
    })
    expect(await assignRequest(support.ctx, { reference, to: support.staffId })).toEqual({ status: 'done' })
    const mine = await readQueue(support.ctx, { group: 'open', assigned: 'me' })
    expect(mine.items).toMatchObject([{ reference, assignedTo: { staffId: support.staffId } }])
    await expect(assignRequest(auditor.ctx, { reference, to: null })).rejects.toThrow(Denied)
  })
})

describe('filed on behalf', () => {
  const form = (given: Record<string, string>) =>
    onBehalfSchema('withdrawal/optional').parse({
      idempotencyKey: newId(),
      channel: 'letter',
      locale: 'ru',
      receivedOn: '2026-11-20',
      proved: 'yes',
      ...given,
    })

  test('the clock starts on the day the letter came; an unknown address becomes a person with a name', async () => {
    const { ctx } = await staffContext(portal, ['support'])
    const email = `letter-${newId()}@example.kz`
    expect(await fileOnBehalf(ctx, form({ person: email }))).toMatchObject({ code: 'name-needed' })
    expect(await fileOnBehalf(ctx, form({ person: 'platform-unknown' }))).toMatchObject({
      code: 'person-unknown',
    })
    const input = form({ person: email, fullName: 'Олжас' })
    const filed = await fileOnBehalf(ctx, input)
    expect(filed).toMatchObject({ status: 'filed', dueAt: '2026-12-11T18:59:59.000Z', repeated: false })
    expect(await fileOnBehalf(ctx, input)).toMatchObject({ repeated: true })
    const [found] = await searchRequests(ctx, email.toUpperCase())
    expect(found).toMatchObject({ channel: 'letter', status: 'received', locale: 'ru' })
    const cancel = stepSchema.parse({ step: 'cancel-on-behalf', reference: found?.reference, note: 'Хат' })
    expect(await takeRequestStep(ctx, cancel)).toMatchObject({ now: 'cancelled' })
  })

  test('who it is may still have to be made sure of; tomorrow’s letter is none', async () => {
    const { ctx } = await staffContext(portal, ['privacy-officer'])
    const person = await portal.addPerson()
    const filed = await fileOnBehalf(ctx, form({ person: person.externalId, proved: 'no' }))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    expect(await readStaffRequest(ctx, reference)).toMatchObject({ status: 'awaiting-verification' })
    const verify = stepSchema.parse({ step: 'verify', reference, note: 'Қайта қоңырау' })
    expect(await takeRequestStep(ctx, verify)).toMatchObject({ now: 'received' })
    const future = form({ person: person.externalId, receivedOn: '2099-01-01' })
    expect(await fileOnBehalf(ctx, future)).toMatchObject({ code: 'in-the-future' })
    await expect(fileOnBehalf(portal.visitor, form({ person: 'x' }))).rejects.toThrow(Denied)
  })
})

test('a day of the calendar that changes moves open deadlines, their reminders and no closed one', async () => {
  const officer = await staffContext(portal, ['privacy-officer'])
  const { own, person, reference, filed } = await addRequest(portal, 'objection')
  const due = filed.dueAt?.slice(0, 10) ?? ''
  const closed = await addRequest(portal, 'objection')
  await takeRequestStep(closed.own, { step: 'cancel', reference: closed.reference })
  const day = { date: due, kind: 'off', source: 'order', state: 'official', holiday: 'kurban-ait' } as const
  const { moved } = await changeCalendarDay(officer.ctx, day)
  expect(moved).toBeGreaterThanOrEqual(1)
  const later = await readOwnRequest(own, { reference })
  expect(later?.dueAt && later.dueAt > (filed.dueAt ?? '')).toBe(true)
  expect(later?.deadlines[0]?.dueAt).toBe(later?.dueAt)
  expect((await readOwnRequest(closed.own, { reference: closed.reference }))?.dueAt).toBe(closed.filed.dueAt)
  const log = await portal.audit({ subjectId: person.subjectId })
  expect(log.at(-1)).toMatchObject({ action: 'request.move-deadline', reason: `calendar:${due}` })
  const reminders = (await jobsOf(portal, 'remind-request')).filter(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  expect(reminders).toHaveLength(4)
  const year = await readCalendar(officer.ctx, Number(due.slice(0, 4)))
  expect(year.days.find(({ date }) => date === due)).toMatchObject({
    kind: 'off',
    holiday: 'kurban-ait',
    changedBy: { staffId: officer.staffId },
  })
  await changeCalendarDay(officer.ctx, { ...day, kind: 'as-week' })
  expect((await readOwnRequest(own, { reference }))?.dueAt).toBe(filed.dueAt)
  const support = (await staffContext(portal, ['support'])).ctx
  await expect(changeCalendarDay(support, day)).rejects.toThrow(Denied)
})

test('a reminder goes to the assignee, an escalation to the officers too, none once it is closed', async () => {
  const { own, person, reference } = await addRequest(portal, 'objection')
  const support = await staffContext(portal, ['support'])
  const officer = await staffContext(portal, ['privacy-officer'])
  await takeRequestStep(support.ctx, { step: 'take', reference })
  const job = (await jobsOf(portal, 'remind-request')).find(
    ({ payload }) => payload.subjectId === person.subjectId,
  )
  const key = { subjectId: person.subjectId, requestId: String(job?.payload.requestId) }
  expect(await remindStaff(portal.system, { ...key, what: 'reminder', share: 50 })).toBe(1)
  const escalated = await remindStaff(portal.system, { ...key, what: 'escalation', share: null })
  expect(escalated).toBeGreaterThanOrEqual(2)
  const told = (await jobsOf(portal, 'send-request-reminder')).map(({ payload }) => payload.staffId)
  expect(told).toEqual(expect.arrayContaining([support.staffId, officer.staffId]))
  const mail = { ...key, staffId: support.staffId }
  expect(await readReminderMail(portal.system, mail)).toMatchObject({ to: support.email, reference })
  await takeRequestStep(own, { step: 'cancel', reference })
  expect(await readReminderMail(portal.system, mail)).toBeNull()
  expect(await remindStaff(portal.system, { ...key, what: 'escalation', share: null })).toBe(0)
})

test('the queue leads by what is due, counts what presses, and exports with formulas defused', async () => {
  const { reference } = await addRequest(portal, 'question')
  const late = await addRequest(portal, 'rectification')
  portal.passTime(4 * 86_400_000)
  const member = await staffContext(portal, ['privacy-officer'])
  const first = await readQueue(member.ctx, { group: 'open' }, { size: 2 })
  expect(first.counts.overdue).toBeGreaterThanOrEqual(1)
  expect(first.items[0]?.overdue).toBe(true)
  const all: string[] = first.items.map((item) => item.reference)
  for (let next = first.next; next; ) {
    const page = await readQueue(member.ctx, { group: 'open' }, { size: 2, after: next })
    all.push(...page.items.map((item) => item.reference))
    next = page.next
  }
  expect(new Set(all).size).toBe(all.length)
  expect(all.length).toBe(first.counts.groups.open)
  // Without a deadline it comes after everything that has one.
  expect(all.indexOf(reference)).toBeGreaterThan(all.indexOf(late.reference))
  const overdue = await readQueue(member.ctx, { group: 'ours', due: 'overdue', right: 'rectification' })
  expect(overdue.items.map((item) => item.reference)).toContain(late.reference)
  const board = await staffDashboard(member.ctx)
  expect(board.overdue.length).toBeGreaterThanOrEqual(1)
  expect(board.open.reduce((sum, { count }) => sum + count, 0)).toBe(first.counts.groups.open)
  expect(board.months).toHaveLength(6)

  const columns = Object.fromEntries(csvColumns.map((one) => [one, one])) as Record<CsvColumn, string>
  const words = { columns, value: (_: CsvColumn, code: string) => (code === 'question' ? '=1+1' : code) }
  await expect(exportQueueCsv(member.stale, { group: 'open' }, words)).rejects.toThrow(SudoNeeded)
  const { ctx } = await member.sudo()
  const csv = await exportQueueCsv(ctx, { group: 'open' }, words)
  expect(csv.split('\r\n')).toHaveLength(all.length + 2)
  expect(csv).toContain(`\r\n${reference};'=1+1;`)
  expect(csv).toMatch(/;\d{4}-\d\d-\d\d 23:59:59 \+05:00;/)
  const admin = (await staffContext(portal, ['administrator'])).ctx
  for (const read of [readQueue(admin, { group: 'open' }), staffDashboard(admin), searchRequests(admin, 'x')])
    await expect(read).rejects.toThrow(Denied)
})
