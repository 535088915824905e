import { afterAll, beforeAll, expect, test } from 'vitest'
import { staffRoles } from '#db/schema/access-codes.ts'
import { type Actor, visitor } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { formOf } from '#testing/requests.ts'
import { staffActor } from '#testing/staff.ts'
import { fileOnBehalf } from '../file/file-on-behalf.ts'
import { fileRequest } from '../file/file-request.ts'
import { onBehalfSchema } from '../forms/request-schemas.ts'
import { readPersonMail, readRequestCodeMail, readVerificationMail } from '../mails/request-mail.ts'
import { type CsvWords, exportQueueCsv } from '../queue/export-queue.ts'
import { findRequests } from '../queue/find-requests.ts'
import { readQueue } from '../queue/read-queue.ts'
import { readStaffRequest } from '../queue/read-request.ts'
import { revealSubject } from '../queue/reveal-subject.ts'
import { staffDashboard } from '../queue/staff-dashboard.ts'
import { readCalendar } from '../record/read-calendar.ts'
import { changeCalendarDay } from '../time/change-calendar-day.ts'
import { remindStaff } from '../time/remind-staff.ts'
import { runRequestDeadlines } from '../time/run-request-deadlines.ts'
import { readAttachment } from '../view/read-attachment.ts'
import { readDisclosures } from '../view/read-disclosures.ts'
import { listOwnRequests, readOwnRequest } from '../view/read-own-requests.ts'
import { addNote } from './add-note.ts'
import { assignRequest } from './assign-request.ts'
import { sendMessage } from './send-message.ts'
import { takeRequestStep } from './take-request-step.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const subjectId = newId()
const other = newId()
const key = { subjectId, requestId: newId() }
const reference = 'CX-0000-00'
const words: CsvWords = {
  value: (_, code) => code,
  columns: {
    reference: '',
    kind: '',
    status: '',
    channel: '',
    locale: '',
    receivedAt: '',
    dueAt: '',
    overdue: '',
    assignedTo: '',
    closedAt: '',
  },
}
const behalf = onBehalfSchema('access').parse({
  idempotencyKey: newId(),
  channel: 'phone',
  person: 'x',
  locale: 'kk',
  receivedOn: '2026-11-20',
  proved: 'yes',
})
const day = { date: '2026-11-20', kind: 'off', source: 's', state: 'official', holiday: null } as const

const actors: Record<string, Actor> = {
  visitor,
  person: { kind: 'subject', subjectId },
  holder: { kind: 'subject', subjectId, onlyRequest: newId() },
  program: { kind: 'program', keyId: 'key', scopes: ['choices:read', 'choices:write'] },
  system: { kind: 'system', task: 'test' },
  uncleared: staffActor('privacy-officer', { clearance: false }),
  ...Object.fromEntries(staffRoles.map((role) => [role, staffActor(role)])),
}

const desk = 'support privacy-officer'
const readers = `${desk} auditor`
// Every use case and query with the roles that may call it; results do not matter here.
const doors: [string, string, (ctx: Context) => Promise<unknown>][] = [
  ['file-request', 'person', (ctx) => fileRequest(ctx, formOf('access'))],
  ['list-own', 'person', (ctx) => listOwnRequests(ctx, subjectId)],
  ['list of somebody else', '', (ctx) => listOwnRequests(ctx, other)],
  ['disclosures', 'person', (ctx) => readDisclosures(ctx, subjectId)],
  ['read-own', 'person holder', (ctx) => readOwnRequest(ctx, { reference })],
  ['step', `person holder ${desk}`, (ctx) => takeRequestStep(ctx, { step: 'cancel', reference })],
  [
    'message',
    `person holder ${desk}`,
    (ctx) => sendMessage(ctx, { reference, message: 'm', messageId: newId() }),
  ],
  ['attachment', `person holder ${desk}`, (ctx) => readAttachment(ctx, { reference, attachmentId: newId() })],
  ['note', desk, (ctx) => addNote(ctx, { reference, note: 'n', noteId: newId() })],
  ['assign', desk, (ctx) => assignRequest(ctx, { reference, to: null })],
  ['reveal', desk, (ctx) => revealSubject(ctx, { reference, reason: 'answer' })],
  ['on behalf', desk, (ctx) => fileOnBehalf(ctx, behalf)],
  ['case', readers, (ctx) => readStaffRequest(ctx, reference)],
  ['find', readers, (ctx) => findRequests(ctx, { reference })],
  ['queue', `${readers} uncleared`, (ctx) => readQueue(ctx, { group: 'open' })],
  ['export', `${readers} uncleared`, (ctx) => exportQueueCsv(ctx, { group: 'open' }, words)],
  ['dashboard', `${readers} uncleared`, (ctx) => staffDashboard(ctx)],
  ['calendar', `${staffRoles.join(' ')} uncleared`, (ctx) => readCalendar(ctx, 2026)],
  ['change calendar', 'privacy-officer administrator uncleared system', (ctx) => changeCalendarDay(ctx, day)],
  ['keep time', 'system', (ctx) => runRequestDeadlines(ctx)],
  ['remind', 'system', (ctx) => remindStaff(ctx, { ...key, what: 'reminder', share: 50 })],
  ['mail to the person', 'system', (ctx) => readPersonMail(ctx, key, 'filed')],
  ['mail to prove', 'system', (ctx) => readVerificationMail(ctx, newId())],
  ['mail with a code', 'system', (ctx) => readRequestCodeMail(ctx, newId())],
]

test.each(doors)('%s is open to: %s', async (_name, expected, knock) => {
  const passed: string[] = []
  for (const [name, actor] of Object.entries(actors)) {
    const denied = await knock(portal.as(actor)).then(
      () => false,
      (error: unknown) => {
        if (!(error instanceof Denied)) throw error
        return true
      },
    )
    if (!denied) passed.push(name)
  }
  expect(passed.sort()).toEqual(expected.split(' ').filter(Boolean).sort())
})
