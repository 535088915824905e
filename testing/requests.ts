import { sql } from 'drizzle-orm'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import type { StaffActor, StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import {
  type FileRequestInput,
  fileRequestSchema,
  stepSchema,
} from '#domain/requests/forms/request-schemas.ts'
import type { KindName } from '#domain/requests/rules/kinds.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { newId } from '#platform/ids.ts'
import { type TestPortal, testPortal } from './people.ts'
import { addStaff } from './staff.ts'

/** A portal for one test file with the seeded calendar. */
export async function requestPortal(settings: Record<string, string> = {}): Promise<TestPortal> {
  const portal = await testPortal(settings)
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  return portal
}

/** A form of that kind with every field that it owes. */
export function formOf(kind: KindName, given: Record<string, string> = {}): FileRequestInput {
  const owed: Partial<Record<KindName, Record<string, string>>> = {
    rectification: { item: 'Аты-жөні', 'correct-value': 'Әлия Серікқызы' },
    'erasure/unlawful': { circumstances: 'Келісім берген жоқпын' },
    'restriction/disputed': { item: 'Нәтиже' },
    'restriction/unlawful': { circumstances: 'Келісім берген жоқпын' },
    question: { message: 'Деректерім қайда сақталады?' },
  }
  return fileRequestSchema(kind).parse({ idempotencyKey: newId(), ...owed[kind], ...given })
}

/** A person of their own with a request of that kind. */
export async function addRequest(portal: TestPortal, kind: KindName, given: Record<string, string> = {}) {
  const person = await portal.addPerson()
  const own = portal.as({ kind: 'subject', subjectId: person.subjectId }, 'kk')
  const filed = await fileRequest(own, formOf(kind, given))
  if (filed.status !== 'filed') throw new Error(filed.code)
  return { person, own, reference: filed.reference, filed }
}

/**
 * Two officers decide to fulfil a request that a person files. `task`: the job of that decision, whose payload names the
 * request.
 */
export async function decideByTwo(
  portal: TestPortal,
  officers: readonly [Context, Context],
  { subjectId, kind, task }: { subjectId: string; kind: KindName; task: string },
) {
  const filed = await fileRequest(portal.as({ kind: 'subject', subjectId }, 'kk'), formOf(kind))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const { reference } = filed
  const [first, second] = officers
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Беріледі.' })
  const approved = await step(second, { step: 'approve' })
  if (approved.status !== 'done') throw new Error(approved.code)
  const job = (await jobsOf(portal, task)).find(({ payload }) => payload.subjectId === subjectId)
  return { reference, key: { subjectId, requestId: String(job?.payload.requestId) } }
}

/** A context of a new member of staff who has just given a code again; `stale`: of the same who has not. */
export async function staffContext(portal: TestPortal, roles: readonly StaffRole[], cleared = true) {
  const member = await addStaff(portal, roles, cleared)
  const stale = await member.contextOf(member.token)
  const ctx: Context = { ...stale, actor: { ...stale.actor, sudo: true } as StaffActor }
  return { ...member, ctx, stale }
}

/** The jobs that wait, of one task, in the order in which they were made. */
export async function jobsOf(portal: Pick<TestPortal, 'database'>, task: string) {
  const rows = await portal.database.owner.db.execute<{
    payload: Record<string, unknown>
    key: string | null
    run_at: string
  }>(
    sql`SELECT j.payload, v.key, v.run_at::text FROM graphile_worker._private_jobs j JOIN graphile_worker.jobs v USING (id)
      WHERE v.task_identifier = ${task} ORDER BY j.id`,
  )
  return [...rows]
}
