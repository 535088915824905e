import { sql } from 'drizzle-orm'
import { answerAccessReport, listAccessReports } from '#domain/requests/access-reports/answer-report.ts'
import { escalateAccessReport } from '#domain/requests/access-reports/escalate-report.ts'
import { reportAccess } from '#domain/requests/access-reports/report-access.ts'
import { fileForProgram } from '#domain/requests/file/file-for-program.ts'
import { fileOnBehalf } from '#domain/requests/file/file-on-behalf.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { onBehalfSchema, stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { type CsvColumn, csvColumns, exportQueueCsv } from '#domain/requests/queue/export-queue.ts'
import { findRequests } from '#domain/requests/queue/find-requests.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { revealSubject } from '#domain/requests/queue/reveal-subject.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { assignRequest } from '#domain/requests/steps/assign-request.ts'
import { correctReceipt } from '#domain/requests/steps/correct-receipt.ts'
import { changeMemberRoles, disableMember } from '#domain/requests/steps/end-work.ts'
import { sendMessage } from '#domain/requests/steps/send-message.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import {
  changeCalendarDay,
  confirmCalendarYear,
  loadCalendar,
} from '#domain/requests/time/change-calendar-day.ts'
import { remindStaff } from '#domain/requests/time/remind-staff.ts'
import { warnOfCalendar } from '#domain/requests/time/warn-of-calendar.ts'
import { readAttachment } from '#domain/requests/view/read-attachment.ts'
import { readDecisionProof } from '#domain/requests/view/read-decision-proof.ts'
import { readDisclosures } from '#domain/requests/view/read-disclosures.ts'
import { readForProgram } from '#domain/requests/view/read-for-program.ts'
import { readOwnRequest } from '#domain/requests/view/read-own-requests.ts'
import { newId } from '#platform/ids.ts'
import { formOf } from '../requests.ts'
import { type Calls, must, type World } from './world.ts'

const program = ({ portal }: World, ...scopes: string[]) =>
  portal.as({ kind: 'program', keyId: newId(), scopes })

/** A person whose request support has opened, and the record of it. */
async function opened({ request, officer }: World) {
  const { person, own, reference } = await request('access')
  await readStaffRequest(officer.ctx, reference)
  const [disclosure] = await readDisclosures(own, person.subjectId)
  return { own, subjectId: person.subjectId, record: must(disclosure?.auditId) }
}

async function letter({ person, day }: World) {
  const { externalId } = await person()
  const form = { channel: 'letter', person: externalId, locale: 'kk', proved: 'no' }
  return onBehalfSchema('objection').parse({ ...form, idempotencyKey: newId(), receivedOn: day(-4) })
}

export const requestCalls: Calls = {
  'domain/requests/access-reports/answer-report.ts#answerAccessReport': async (world) => {
    const { own, subjectId, record } = await opened(world)
    await reportAccess(own, subjectId, { record })
    return () =>
      answerAccessReport(world.security.ctx, { record, finding: 'in-order', answer: 'Жауап.' } as never)
  },
  'domain/requests/access-reports/answer-report.ts#listAccessReports': async (world) => {
    const { own, subjectId, record } = await opened(world)
    await reportAccess(own, subjectId, { record })
    return () => listAccessReports(world.security.ctx)
  },
  'domain/requests/access-reports/report-access.ts#reportAccess': async (world) => {
    const { own, subjectId, record } = await opened(world)
    return () => reportAccess(own, subjectId, { record })
  },
  'domain/requests/file/file-for-program.ts#fileForProgram': async (world) => {
    const { externalId } = await world.person()
    const ctx = program(world, 'requests:write')
    const given = {
      subject: externalId,
      right: 'access',
      locale: 'kk',
      message: '',
      idempotencyKey: newId(),
    } as const
    return () => fileForProgram(ctx, given)
  },
  'domain/requests/file/file-on-behalf.ts#fileOnBehalf': async (world) => {
    const input = await letter(world)
    return () => fileOnBehalf(world.officer.ctx, input)
  },
  'domain/requests/file/file-request.ts#fileRequest': async ({ person }) => {
    const { own } = await person()
    const input = formOf('portability')
    return () => fileRequest(own, input, [{ content: Buffer.from('Қосымша') }])
  },
  'domain/requests/queue/export-queue.ts#exportQueueCsv': async ({ officer, request }) => {
    await request('access')
    const columns = Object.fromEntries(csvColumns.map((one) => [one, one])) as Record<CsvColumn, string>
    return () => exportQueueCsv(officer.ctx, { group: 'open' }, { columns, value: (_, code) => code })
  },
  'domain/requests/queue/find-requests.ts#findRequests': async ({ officer, request }) => {
    const { reference } = await request('access')
    return () => findRequests(officer.ctx, { reference })
  },
  'domain/requests/queue/read-request.ts#readStaffRequest': async ({ officer, request }) => {
    const { reference } = await request('access')
    return () => readStaffRequest(officer.ctx, reference)
  },
  'domain/requests/queue/reveal-subject.ts#revealSubject': async ({ officer, request }) => {
    const { reference } = await request('access')
    return () => revealSubject(officer.ctx, { reference, reason: 'audit' })
  },
  'domain/requests/steps/add-note.ts#addNote': async ({ officer, request }) => {
    const { reference } = await request('access')
    return () => addNote(officer.ctx, { reference, noteId: newId(), note: 'Ескерту' })
  },
  'domain/requests/steps/assign-request.ts#assignRequest': async ({ officer, request }) => {
    const { reference } = await request('access')
    return () => assignRequest(officer.ctx, { reference, to: officer.staffId })
  },
  'domain/requests/steps/correct-receipt.ts#correctReceipt': async (world) => {
    const filed = await fileOnBehalf(world.officer.ctx, await letter(world))
    if (filed.status !== 'filed') throw new Error(filed.code)
    const { reference } = filed
    const input = { reference, receivedOn: world.day(-2), note: 'Мөртаңба бойынша', noteId: newId() }
    return () => correctReceipt(world.officer.ctx, input)
  },
  'domain/requests/steps/end-work.ts#changeMemberRoles': async ({ admin, member, request }) => {
    const { staffId, ctx } = await member('support')
    await takeRequestStep(
      ctx,
      stepSchema.parse({ reference: (await request('access')).reference, step: 'take' }),
    )
    return () => changeMemberRoles(admin, staffId, ['auditor'])
  },
  'domain/requests/steps/end-work.ts#disableMember': async ({ admin, member, request }) => {
    const { staffId, ctx } = await member('support')
    await takeRequestStep(
      ctx,
      stepSchema.parse({ reference: (await request('access')).reference, step: 'take' }),
    )
    return () => disableMember(admin, staffId)
  },
  'domain/requests/steps/send-message.ts#sendMessage': async ({ request }) => {
    const { own, reference } = await request('access')
    const input = { reference, message: 'Сәлем', messageId: newId() }
    return () => sendMessage(own, input, [{ content: Buffer.from('Қосымша') }])
  },
  'domain/requests/steps/take-request-step.ts#takeRequestStep': async ({ officer, second, request }) => {
    const { reference } = await request('access')
    const step = (input: object) => stepSchema.parse({ reference, ...input })
    await takeRequestStep(officer.ctx, step({ step: 'take' }))
    const proposal = { step: 'propose', decision: 'fulfil', message: 'Беріледі.' }
    await takeRequestStep(officer.ctx, step(proposal))
    return () => takeRequestStep(second.ctx, step({ step: 'approve' }))
  },
  'domain/requests/time/change-calendar-day.ts#changeCalendarDay': async ({ admin, request }) => {
    await request('access')
    const day = { date: '2027-01-05', kind: 'holiday', source: 'x', state: 'final' }
    return () => changeCalendarDay(admin, day as never)
  },
  'domain/requests/time/change-calendar-day.ts#confirmCalendarYear': async ({ admin }) => {
    return () => confirmCalendarYear(admin, { year: 2027, source: 'Баланс рабочего времени' })
  },
  'domain/requests/time/change-calendar-day.ts#loadCalendar': async ({ portal }) => {
    const day = { date: '2031-01-05', kind: 'off', source: 'x', state: 'official' }
    return () => loadCalendar(portal.system, [day] as never)
  },
  'domain/requests/time/remind-staff.ts#remindStaff': async ({ portal, request, officer, newest }) => {
    const { reference } = await request('objection')
    await takeRequestStep(officer.ctx, stepSchema.parse({ reference, step: 'take' }))
    const { subjectId = '', requestId = '' } = await newest('remind-request')
    return () => remindStaff(portal.system, { subjectId, requestId, what: 'reminder', share: 50 })
  },
  'domain/requests/time/warn-of-calendar.ts#warnOfCalendar': async ({ portal }) => {
    await portal.database.owner.db.execute(sql`DELETE FROM calendar_day WHERE date >= '2027-01-01'`)
    return () => warnOfCalendar(portal.system)
  },
  'domain/requests/view/read-attachment.ts#readAttachment': async ({ officer, request }) => {
    const { own, reference } = await request('access')
    await sendMessage(own, { reference, message: 'Сәлем', messageId: newId() }, [
      { content: Buffer.from('Қосымша') },
    ])
    const shown = must(await readOwnRequest(own, { reference }))
    const attachmentId = must(shown.messages[0]?.attachments[0]?.attachmentId)
    return () => readAttachment(officer.ctx, { reference, attachmentId })
  },
  'domain/requests/view/read-decision-proof.ts#readDecisionProof': async (world) => {
    const { reference } = await world.request('access')
    return () => readDecisionProof(program(world, 'requests:read'), reference)
  },
  'domain/requests/view/read-for-program.ts#readForProgram': async (world) => {
    const { reference } = await world.request('access')
    return () => readForProgram(program(world, 'requests:read'), reference)
  },
  'domain/requests/access-reports/escalate-report.ts#escalateAccessReport': async (world) => {
    const { own, subjectId, record } = await opened(world)
    await reportAccess(own, subjectId, { record })
    world.portal.passTime(12 * 86_400_000)
    return () => escalateAccessReport(world.portal.system, { subjectId, auditId: record })
  },
}
