import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { readHistory } from '#domain/consent/ledger/read-choices.ts'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { personByAddress } from '#domain/people/record/person-records.ts'
import { ensureSubject, findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { readProfile } from '#domain/people/subjects/profile.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { readPersonMail } from '#domain/requests/mails/request-mail.ts'
import { type CsvColumn, csvColumns, exportQueueCsv } from '#domain/requests/queue/export-queue.ts'
import { searchRequests } from '#domain/requests/queue/find-requests.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { readStaffRequest } from '#domain/requests/queue/read-request.ts'
import { staffDashboard } from '#domain/requests/queue/staff-dashboard.ts'
import { addNote } from '#domain/requests/steps/add-note.ts'
import { endRestriction } from '#domain/requests/steps/end-restriction.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { readForProgram } from '#domain/requests/view/read-for-program.ts'
import { listOwnRequests } from '#domain/requests/view/read-own-requests.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addRequest, formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { readErasure } from '../erase/read-erasure.ts'
import { readErasurePlan } from '../erase/read-erasure-plan.ts'
import { readLockedRequest } from '../erase/read-locked-request.ts'
import { beginErasure } from './begin-erasure.ts'
import { runErasures } from './run-erasures.ts'

let portal: TestPortal
let officer: Context
let person: Awaited<ReturnType<typeof addRequest>>['person']
let reference: string
let other: string
let key: { subjectId: string; requestId: string }

/** A person without a message or a form's text: nothing that is kept needs the key, so it is destroyed. */
beforeAll(async () => {
  portal = await testPortal()
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  officer = (await staffContext(portal, ['privacy-officer'])).ctx
  const second = (await staffContext(portal, ['privacy-officer'])).ctx
  let own: Context
  ;({ person, own, reference } = await addRequest(portal, 'erasure/wish'))
  const filed = await fileRequest(own, formOf('objection'))
  other = 'reference' in filed ? filed.reference : ''
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
  await step(officer, { step: 'take' })
  await step(officer, { step: 'propose', decision: 'fulfil' })
  await step(second, { step: 'approve' })
  const [job] = await jobsOf(portal, 'begin-erasure')
  key = { subjectId: person.subjectId, requestId: String(job?.payload.requestId) }
  await beginErasure(portal.system, key)
  portal.passTime(86_400_000)
  expect(await runErasures(portal.system, new AbortController().signal)).toEqual({ ended: 1 })
}, 60_000)
afterAll(() => portal.close())

test('lists, search and export of staff leave out what is locked, and its page says only that', async () => {
  for (const group of ['open', 'closed'] as const)
    expect((await readQueue(officer, { group })).items.map((item) => item.reference)).not.toContain(reference)
  expect(await searchRequests(officer, reference)).toEqual([])
  expect(await searchRequests(officer, person.email)).toEqual([])
  const { ctx } = await (await staffContext(portal, ['privacy-officer'])).sudo()
  const columns = Object.fromEntries(csvColumns.map((column) => [column, column])) as Record<
    CsvColumn,
    string
  >
  const words = { columns, value: (_: CsvColumn, code: string) => code }
  expect(await exportQueueCsv(ctx, { group: 'closed' }, words)).not.toContain(reference)
  // A number names nobody: the answer was given, in time.
  expect((await staffDashboard(officer)).month).toMatchObject({ inTime: 1, late: 0 })
  expect(await readStaffRequest(officer, reference)).toBeNull()
  expect(await readErasure(officer, reference)).toBeNull()
  const locked = await readLockedRequest(officer, reference)
  expect(locked).toEqual({
    erasedAt: expect.any(Date),
    certificatePath: expect.stringMatching(/^\/certificates\//),
  })
  expect(await readLockedRequest(officer, (await addRequest(portal, 'access')).reference)).toBeNull()
  await expect(readLockedRequest(portal.visitor, reference)).rejects.toThrow(Denied)
  const reads = (await portal.audit()).filter(({ action }) => action === 'request.read-locked')
  expect(reads.map(({ subjectId }) => subjectId)).toEqual([null])
})

test('the rest of what the person asked for is cancelled, and no job about the person waits', async () => {
  const [open] = await portal.database.owner.db.execute<{ status: string }>(
    sql`SELECT status FROM request WHERE reference = ${other}`,
  )
  expect(open).toEqual({ status: 'cancelled' })
  const jobs = await portal.database.owner.db.execute<{ task: string }>(sql`
    SELECT t.identifier AS task FROM graphile_worker._private_jobs j
      JOIN graphile_worker._private_tasks t ON t.id = j.task_id
    WHERE j.payload::text LIKE ${`%${person.subjectId}%`} ORDER BY 1`)
  expect(jobs.map(({ task }) => task)).toEqual(['publish-person-erased', 'send-erasure-mail'])
})

test('what is kept is blocked: nobody lifts that, and nobody writes about the person any more', async () => {
  expect(await endRestriction(officer, reference)).toEqual({ status: 'refused', code: 'not-found' })
  const note = await addNote(officer, { reference, note: 'Ескертпе', noteId: newId() })
  expect(note).toEqual({ status: 'refused', code: 'not-found' })
})

test('jobs that still wait find nobody to write to', async () => {
  expect(await readPersonMail(portal.system, key, 'fulfilled')).toBeNull()
  await beginErasure(portal.system, key)
  expect(await runErasures(portal.system, new AbortController().signal)).toEqual({ ended: 0 })
})

test('programs find no request, and the history and the projection stay whole', async () => {
  const program = portal.as({ kind: 'program', keyId: newId(), scopes: ['requests:read'] })
  expect(await readForProgram(program, reference)).toBeNull()
  expect((await readHistory(portal.system, key.subjectId)).items).toEqual([])
  expect((await verifyProjection(portal.system)).different).toEqual([])
})

test('pages of the person themselves show nothing and do not fail', async () => {
  const own = portal.subject(key.subjectId)
  expect(await readProfile(own, key.subjectId)).toBeNull()
  expect((await listOwnRequests(own, key.subjectId)).items).toEqual([])
  expect(await readErasurePlan(own, key.subjectId)).toMatchObject([{ category: 'portal', anonymised: 0 }])
})

test('the address and the platform id are free: who comes back is a new person', async () => {
  expect(await findSubject(portal.system, person.externalId)).toBeNull()
  const { services } = portal
  expect(await portal.system.transaction((tx) => personByAddress(tx, services.keys, person.email))).toBeNull()
  const again = await ensureSubject(portal.system, person.externalId, 'kk')
  expect(again.created).toBe(true)
  expect(again.subjectId).not.toBe(key.subjectId)
})
