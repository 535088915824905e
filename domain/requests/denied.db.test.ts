import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { type Actor, visitor } from '../people/actor.ts'
import type { Context } from '../people/context.ts'
import { Denied } from '../people/permissions.ts'
import { staffRoles } from '../people/roles.ts'
import { type TestPortal, testPortal } from '../people/testing.ts'
import { addNote } from './add-note.ts'
import { assignRequest } from './assign-request.ts'
import { readAttachment } from './attach-file.ts'
import { readCalendar } from './calendar-table.ts'
import { changeCalendarDay } from './change-calendar-day.ts'
import { staffDashboard } from './dashboard.ts'
import { type CsvWords, exportQueueCsv } from './export-queue.ts'
import { fileOnBehalf } from './file-on-behalf.ts'
import { fileRequest } from './file-request.ts'
import { findRequests } from './find-requests.ts'
import { onBehalfSchema } from './forms.ts'
import { keepTime, sweepCases } from './keep-time.ts'
import { listOwnRequests, readOwnCase } from './queries.ts'
import { readQueue } from './queue.ts'
import { readCase } from './read-case.ts'
import { readDisclosures } from './read-disclosures.ts'
import { remindStaff } from './remind-staff.ts'
import { readCaseCodeMail, readPersonMail, readProofMail } from './request-mail.ts'
import { revealSubject } from './reveal-subject.ts'
import { sendMessage } from './send-message.ts'
import { takeRequestStep } from './take-request-step.ts'
import { formOf } from './testing-case.ts'

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
    ...{ reference: '', kind: '', status: '', channel: '', locale: '', receivedAt: '', dueAt: '' },
    ...{ overdue: '', assignedTo: '', closedAt: '' },
  },
}
const behalf = onBehalfSchema('access').parse({
  ...{ idempotencyKey: newId(), channel: 'phone', person: 'x', locale: 'kk', receivedOn: '2026-11-20' },
  proved: 'yes',
})
const day = { date: '2026-11-20', kind: 'off', source: 's', state: 'official' } as const

const staff = (role: (typeof staffRoles)[number], clearance = true): Actor => ({
  ...{ kind: 'staff', staffId: newId(), roles: [role], clearance, sudo: true },
})
const actors: Record<string, Actor> = {
  visitor,
  person: { kind: 'subject', subjectId },
  holder: { kind: 'subject', subjectId, onlyRequest: newId() },
  program: { kind: 'program', keyId: 'key', scopes: ['choices:read', 'choices:write'] },
  system: { kind: 'system', task: 'test' },
  uncleared: staff('privacy-officer', false),
  ...Object.fromEntries(staffRoles.map((role) => [role, staff(role)])),
}

const desk = 'support privacy-officer'
const readers = `${desk} auditor`
// Every use case and query, and who gets past its door; whether anything is behind it is another matter.
const doors: [string, string, (ctx: Context) => Promise<unknown>][] = [
  ['file-request', 'person', (ctx) => fileRequest(ctx, formOf('access'))],
  ['list-own', 'person', (ctx) => listOwnRequests(ctx, subjectId)],
  ['list of somebody else', '', (ctx) => listOwnRequests(ctx, other)],
  ['disclosures', 'person', (ctx) => readDisclosures(ctx, subjectId)],
  ['read-own', 'person holder', (ctx) => readOwnCase(ctx, { reference })],
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
  ['case', readers, (ctx) => readCase(ctx, reference)],
  ['find', readers, (ctx) => findRequests(ctx, { reference })],
  ['queue', `${readers} uncleared`, (ctx) => readQueue(ctx, { group: 'open' })],
  ['export', `${readers} uncleared`, (ctx) => exportQueueCsv(ctx, { group: 'open' }, words)],
  ['dashboard', `${readers} uncleared`, (ctx) => staffDashboard(ctx)],
  ['calendar', `${staffRoles.join(' ')} uncleared`, (ctx) => readCalendar(ctx, 2026)],
  ['change calendar', 'privacy-officer administrator uncleared system', (ctx) => changeCalendarDay(ctx, day)],
  ['keep time', 'system', (ctx) => keepTime(ctx)],
  ['sweep', 'system', (ctx) => sweepCases(ctx)],
  ['remind', 'system', (ctx) => remindStaff(ctx, { ...key, what: 'reminder', share: 50 })],
  ['mail to the person', 'system', (ctx) => readPersonMail(ctx, key)],
  ['mail to prove', 'system', (ctx) => readProofMail(ctx, key)],
  ['mail with a code', 'system', (ctx) => readCaseCodeMail(ctx, newId())],
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
