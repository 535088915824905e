import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestCount } from '#db/schema/requests.ts'
import { Denied } from '#domain/access/permissions.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { stepSchema } from '../forms/request-schemas.ts'
import { takeRequestStep } from '../steps/take-request-step.ts'
import { readPunctuality } from '../view/read-punctuality.ts'
import { checkRequestCounts, remakeRequestCounts } from './check-request-counts.ts'
import { readMonthlyRequests } from './read-request-counts.ts'

const DAY = 86_400_000
let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const check = () => portal.system.transaction((tx) => checkRequestCounts(portal.system, tx))

/** The sums by state, of all days. */
async function states() {
  const rows = await portal.database.app.db.select().from(requestCount)
  const sum = (state: string) =>
    rows.reduce((total, row) => (row.state === state ? total + row.amount : total), 0)
  return { open: sum('open'), inTime: sum('in-time'), late: sum('late'), cancelled: sum('cancelled') }
}

async function refuse(reference: string) {
  const { ctx } = await staffContext(portal, ['privacy-officer'])
  await takeRequestStep(ctx, stepSchema.parse({ reference, step: 'take' }))
  const refusal = {
    reference,
    step: 'refuse',
    refusalCode: 'DocumentsMissing',
    reason: 'Құжат жоқ.',
    reasonLocale: 'kk',
  }
  const done = await takeRequestStep(ctx, stepSchema.parse(refusal))
  if (done.status !== 'done') throw new Error(done.code)
}

test('follows a request: open, then in time, late or cancelled; a question has no term and is not counted', async () => {
  const [inTime, late, cancelled] = [
    await addRequest(portal, 'rectification'),
    await addRequest(portal, 'rectification'),
    await addRequest(portal, 'rectification'),
  ]
  await addRequest(portal, 'question')
  expect(await states()).toEqual({ open: 3, inTime: 0, late: 0, cancelled: 0 })
  await refuse(inTime.reference)
  await takeRequestStep(cancelled.own, stepSchema.parse({ reference: cancelled.reference, step: 'cancel' }))
  expect(await states()).toEqual({ open: 1, inTime: 1, late: 0, cancelled: 1 })
  portal.passTime(30 * DAY)
  await refuse(late.reference)
  expect(await states()).toEqual({ open: 0, inTime: 1, late: 1, cancelled: 1 })
  expect(await check()).toMatchObject({ different: 0 })
})

test('counts the same as the evidence of the policy, and by the month in which the term ended', async () => {
  const now = portal.services.clock.now()
  const evidence = await portal.system.transaction((tx) =>
    readPunctuality(tx, 'rectification', { from: new Date(now.getTime() - 60 * DAY), to: now }),
  )
  const { ctx } = await staffContext(portal, ['auditor'])
  const months = await readMonthlyRequests(ctx, { from: '2020-01-01', today: almatyDate(now) })
  const sum = (of: 'inTime' | 'late' | 'open') => months.reduce((total, one) => total + one[of], 0)
  expect(evidence).toMatchObject({ due: 2, inTime: 1, cancelled: 1 })
  expect([sum('inTime'), sum('late'), sum('open')]).toEqual([evidence.inTime, 1, 0])
  const { ctx: support } = await staffContext(portal, ['support', 'security-officer'])
  await expect(readMonthlyRequests(support, { from: '2020-01-01', today: almatyDate(now) })).rejects.toThrow(
    Denied,
  )
})

test('is exact when many file and cancel at once', async () => {
  const before = await states()
  const filed = await Promise.all(Array.from({ length: 20 }, () => addRequest(portal, 'access')))
  await Promise.all(
    filed
      .slice(0, 12)
      .map(({ own, reference }) => takeRequestStep(own, stepSchema.parse({ reference, step: 'cancel' }))),
  )
  const after = await states()
  expect([after.open - before.open, after.cancelled - before.cancelled]).toEqual([8, 12])
  expect(await check()).toMatchObject({ different: 0 })
})

test('follows a term that the calendar moves, and a request that is deleted', async () => {
  const { reference } = await addRequest(portal, 'portability')
  const { db } = portal.database.owner
  const of = async () =>
    await db.execute<{ day: string; amount: number }>(
      sql`SELECT day::text, sum(amount)::int AS amount FROM request_count WHERE kind = 'portability'
        GROUP BY 1 HAVING sum(amount) <> 0`,
    )
  const [first] = await of()
  await db.execute(
    sql`UPDATE request SET due_at = due_at + interval '40 days', law_due_at = due_at WHERE reference = ${reference}`,
  )
  const moved = await of()
  expect(moved).toMatchObject([{ amount: 1 }])
  expect(moved[0]?.day).not.toBe(first?.day)
  await db.execute(
    sql`DELETE FROM request_step USING request r WHERE request_step.request_id = r.request_id AND r.reference = ${reference}`,
  )
  await db.execute(sql`DELETE FROM request WHERE reference = ${reference}`)
  expect(await of()).toEqual([])
  expect(await check()).toMatchObject({ different: 0 })
})

test('finds a count that somebody changed; a recount mends it', async () => {
  await portal.database.app.db.execute(
    sql`UPDATE request_count SET amount = amount + 1 WHERE ctid = (SELECT ctid FROM request_count LIMIT 1)`,
  )
  expect(await check()).toMatchObject({ different: 1 })
  const before = await states()
  await portal.system.transaction((tx) => remakeRequestCounts(portal.system, tx))
  expect(await check()).toMatchObject({ different: 0 })
  const after = await states()
  const total = (one: typeof before) => one.open + one.inTime + one.late + one.cancelled
  expect(total(before) - total(after)).toBe(1)
  const { ctx } = await staffContext(portal, ['auditor'])
  await expect(ctx.transaction((tx) => checkRequestCounts(ctx, tx))).rejects.toThrow(Denied)
  await expect(ctx.transaction((tx) => remakeRequestCounts(ctx, tx))).rejects.toThrow(Denied)
})
