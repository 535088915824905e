import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import calendar from '#db/seed/calendar.json' with { type: 'json' }
import { type Context, contextFor } from '#domain/access/context.ts'
import { acceptDrift } from '#domain/fulfilment/erase/advance-erasure.ts'
import { beginErasure } from '#domain/fulfilment/erasure-run/begin-erasure.ts'
import { runErasures } from '#domain/fulfilment/erasure-run/run-erasures.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { fileRequest } from '#domain/requests/file/file-request.ts'
import { calendarSchema } from '#domain/requests/forms/calendar-schemas.ts'
import { stepSchema } from '#domain/requests/forms/request-schemas.ts'
import { takeRequestStep } from '#domain/requests/steps/take-request-step.ts'
import { loadCalendar } from '#domain/requests/time/change-calendar-day.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'
import type { TestPortal } from '#testing/people.ts'
import { formOf, jobsOf, staffContext } from '#testing/requests.ts'
import { publishReferenceData } from '../../../cli/prepare/reference-data.ts'

const DAY = 86_400_000
const signal = new AbortController().signal
let portal: TestPortal
let platform: TestDatabase
let first: Context
let second: Context

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  await loadCalendar(portal.system, calendarSchema.parse(calendar))
  const owner = { ...portal.services, database: portal.database.owner }
  const actor = { kind: 'system', task: 'test' } as const
  await publishReferenceData(contextFor(owner, { actor, locale: 'ru' }), new Date('2025-01-15T04:00:00Z'))
  first = (await staffContext(portal, ['privacy-officer'])).ctx
  second = (await staffContext(portal, ['privacy-officer'])).ctx
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

/** A person of the platform whose deletion two officers decided; a day later it may run. */
async function eraseSomebody(before: (userId: unknown) => Promise<unknown> = async () => {}) {
  const { subjectId, userId } = await addFullLearner(portal, platform)
  const filed = await fileRequest(portal.as({ kind: 'subject', subjectId }, 'kk'), formOf('erasure/wish'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference: filed.reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Өшіріледі.' })
  await step(second, { step: 'approve' })
  const job = (await jobsOf(portal, 'begin-erasure')).find(({ payload }) => payload.subjectId === subjectId)
  await beginErasure(portal.system, { subjectId, requestId: String(job?.payload.requestId) })
  await before(userId)
  portal.passTime(DAY)
  await runErasures(portal.system, signal)
  return filed
}

test('an erasure that is read back, and one that a system of the operator does not let happen', async () => {
  await eraseSomebody()
  await measureAgain(portal)
  expect(await stateOf(portal, 'erasures-read-back')).toBe('kept')

  // Somebody writes once more, after two officers saw how much there is to delete.
  const { reference } = await eraseSomebody((userId) =>
    platform.owner.db.execute(sql`
      INSERT INTO support_tickets (user_id, subject, body, status, opened_at)
      VALUES (${userId}, 'S', 'B', 'open', '2026-11-02T00:00:00Z')`),
  )
  await measureAgain(portal)
  expect(await stateOf(portal, 'erasures-read-back')).toBe('due')
  await acceptDrift(first, reference)
  await runErasures(portal.system, signal)
  await measureAgain(portal)
  expect(await stateOf(portal, 'erasures-read-back')).toBe('kept')

  // Rows that hold on to what is to be deleted, in a table that the data map does not know.
  await eraseSomebody(async (userId) => {
    await platform.owner.db.execute(
      sql`CREATE TABLE forgotten (session_id bigint NOT NULL REFERENCES web_sessions)`,
    )
    await platform.owner.db.execute(
      sql`INSERT INTO forgotten SELECT max(id) FROM web_sessions WHERE user_id = ${userId}`,
    )
  })
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'erasures-read-back')).toMatchObject({ state: 'broken', withheld: true })
})

test('a withdrawal of the consent to the service after which nothing is deleted: amber, then red when the term of the law is over', async () => {
  const { subjectId } = await addFullLearner(portal, platform)
  const own = portal.as({ kind: 'subject', subjectId }, 'kk')
  // Figures of fewer than ten people are withheld.
  for (let n = 0; n < 10; n++) await portal.addPerson()
  const { figures: before } = await measured()
  const filed = await fileRequest(own, formOf('withdrawal/service'))
  if (filed.status !== 'filed') throw new Error(filed.code)
  const step = (ctx: Context, input: object) =>
    takeRequestStep(ctx, stepSchema.parse({ reference: filed.reference, ...input }))
  await step(first, { step: 'take' })
  await step(first, { step: 'propose', decision: 'fulfil', message: 'Жабылады.' })
  await step(second, { step: 'approve' })
  // The worker that deletes stands still.
  expect(await measured()).toMatchObject({ state: 'due', figures: { overdue: before?.overdue } })
  portal.passTime(14 * DAY)
  expect(await measured()).toMatchObject({ state: 'due', figures: { overdue: before?.overdue } })
  portal.passTime(14 * DAY)
  expect(await measured()).toMatchObject({
    state: 'broken',
    figures: { overdue: (before?.overdue ?? 0) + 1 },
  })
})

async function measured() {
  await measureAgain(portal)
  return evidenceOf(portal, 'service-consent')
}
