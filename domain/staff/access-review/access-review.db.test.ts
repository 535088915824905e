import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor, StaffRole } from '#domain/access/actor.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { append } from '#domain/audit/record/append.ts'
import { lastUses } from '#domain/audit/search/last-uses.ts'
import { reviewMemberRole } from '#domain/requests/steps/end-work.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { firstDayOf, quarterOf } from '#platform/time/quarter.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, staffActor, staffAudit, type TestStaff } from '#testing/staff.ts'
import { SudoNeeded } from '../sign-in/step-up.ts'
import { countReviews } from './count-reviews.ts'
import { type DecideRoleInput, decideRole } from './decide-role.ts'
import { exportReview } from './export-review.ts'
import { readAccessReview } from './read-review.ts'
import { readReviewReminder, remindReview } from './remind-review.ts'

const DAY = 86_400_000
let portal: TestPortal
let admin: TestStaff
let officer: TestStaff
let support: TestStaff
beforeAll(async () => {
  portal = await testPortal()
  admin = await addStaff(portal, ['administrator'])
  officer = await addStaff(portal, ['security-officer', 'auditor'])
  support = await addStaff(portal, ['support', 'privacy-officer'])
})
afterAll(() => portal?.close())

const now = () => portal.services.clock.now()
const period = () => quarterOf(almatyDate(now()))
/** To the first morning of the next quarter. */
function nextQuarter() {
  const day = new Date(`${firstDayOf(period())}T06:00:00Z`)
  const next = new Date(`${firstDayOf(quarterOf(almatyDate(new Date(day.getTime() + 100 * DAY))))}T06:00:00Z`)
  portal.passTime(next.getTime() - now().getTime())
}
const contextOf = async (member: TestStaff) => (await member.sudo(await member.signIn())).ctx
const input = (staffId: string, role: StaffRole, given: Partial<DecideRoleInput> = {}): DecideRoleInput => ({
  period: period(),
  staffId,
  role,
  decision: 'confirmed',
  reason: 'Күн сайын керек',
  ...given,
})
const figures = () => portal.system.transaction((tx) => countReviews(tx, now()))
const done = { status: 'done' }
const refused = (code: string) => ({ status: 'refused', code })

test('in the quarter in which all roles were given there is nothing to review', async () => {
  const ctx = await contextOf(admin)
  expect(await readAccessReview(ctx)).toMatchObject({ pending: 0, members: [], overdue: false })
  expect(await decideRole(ctx, input(support.staffId, 'support'))).toEqual(refused('not-now'))
  expect(await figures()).toMatchObject({ reviews: 0, daysSince: null, pending: 0, overdue: 0 })
})

test('the review of a quarter: last use from the log, decisions with reasons, complete with the last of them', async () => {
  nextQuarter()
  const bySupport = await support.contextOf(await support.signIn())
  await bySupport.transaction((tx) => append(tx, bySupport.auditedAs, { action: 'request.note' }))
  portal.passTime(DAY)
  const ctx = await contextOf(admin)
  const before = await readAccessReview(ctx)
  expect(before).toMatchObject({ pending: 5, overdue: false, period: period() })
  const rolesOf = (staffId: string) => before.members.find((one) => one.staffId === staffId)?.roles ?? []
  const [used] = rolesOf(support.staffId)
  const [log] = await portal.database.owner.db.execute<{ at: string }>(
    sql`SELECT max(at)::text AS at FROM audit_event WHERE actor_id = ${support.staffId} AND action = 'request.note'`,
  )
  expect(used?.lastUsedAt).toEqual(new Date(log?.at ?? ''))
  expect(rolesOf(officer.staffId).find(({ role }) => role === 'auditor')).toMatchObject({
    lastUsedAt: null,
    pending: true,
  })

  expect(await decideRole(ctx, input(admin.staffId, 'administrator'))).toEqual(refused('yourself'))
  expect(await decideRole(ctx, input(support.staffId, 'support', { period: '2020-Q1' }))).toEqual(
    refused('not-now'),
  )
  expect(await decideRole(ctx, input(newId(), 'support'))).toEqual(refused('gone'))
  expect(await decideRole(ctx, input(support.staffId, 'support'))).toEqual(done)
  expect(await decideRole(ctx, input(support.staffId, 'support'))).toEqual(refused('not-now'))
  const taking = { decision: 'taken', reason: 'Ауысты' } as const
  expect(await reviewMemberRole(ctx, input(support.staffId, 'privacy-officer', taking))).toEqual(done)
  expect((await support.contextOf(await support.signIn())).actor).toMatchObject({ roles: ['support'] })
  for (const role of ['security-officer', 'auditor'] as const)
    expect(await decideRole(ctx, input(officer.staffId, role))).toEqual(done)
  expect(await readAccessReview(ctx)).toMatchObject({ pending: 1, reviews: [] })
  expect(await figures()).toMatchObject({ reviews: 0, pending: 1 })

  const other = await contextOf(officer)
  expect(await decideRole(other, input(admin.staffId, 'administrator', taking))).toEqual(
    refused('last-administrator'),
  )
  expect(await decideRole(other, input(admin.staffId, 'administrator'))).toEqual(done)
  const after = await readAccessReview(ctx)
  expect(after).toMatchObject({ pending: 0, reviews: [{ period: period(), completedBy: 'Асқар Серікұлы' }] })
  expect(after.decisions).toHaveLength(5)
  expect(after.decisions.find(({ role }) => role === 'privacy-officer')).toMatchObject({
    decision: 'taken',
    reason: 'Ауысты',
    decidedBy: 'Асқар Серікұлы',
  })
  expect(await figures()).toMatchObject({ reviews: 1, daysSince: 0, pending: 0, overdue: 0 })
  const told = await staffAudit(portal, support.staffId)
  expect(
    told
      .filter(({ action }) => /^access-review|take-role/.test(action))
      .map(({ action, reason }) => [action, reason]),
  ).toEqual([
    ['access-review.confirm', 'support'],
    ['access-review.take', 'privacy-officer'],
    ['staff.take-role', 'privacy-officer'],
  ])
})

test('a reason is encrypted, and neither decision nor review can be changed by the role of the app', async () => {
  const [row] = await portal.database.owner.db.execute<{ plain: boolean }>(sql`
    SELECT bool_or(position(convert_to('Ауысты', 'UTF8') in reason_sealed) > 0) AS plain FROM access_review_decision`)
  expect(row?.plain).toBe(false)
  for (const statement of [
    sql`UPDATE access_review_decision SET decision = 'confirmed'`,
    sql`DELETE FROM access_review_decision`,
    sql`UPDATE access_review SET completed_at = now()`,
    sql`DELETE FROM access_review`,
  ])
    await expect(portal.system.transaction((tx) => tx.execute(statement))).rejects.toThrow()
})

test('decisions are exported on record', async () => {
  const ctx = await contextOf(admin)
  const columns = {
    period: 'Quarter',
    member: 'Member',
    role: 'Role',
    lastUsedAt: 'Last used',
    decision: 'Decision',
    reason: 'Reason',
    decidedBy: 'By',
    decidedAt: 'At',
  }
  const words = { columns, role: (one: string) => one, decision: (one: string) => one, never: 'never' }
  const csv = await exportReview(ctx, words)
  expect(csv.trim().split('\r\n')).toHaveLength(6)
  expect(csv).toContain('Ауысты')
  expect((await staffAudit(portal, admin.staffId)).at(-1)).toMatchObject({ action: 'access-review.export' })
})

test('reminds reviewers 30 and 7 days before the end of a quarter, and in the next quarter says that the review is overdue', async () => {
  nextQuarter()
  expect(await remindReview(portal.system)).toBe(0)
  expect(await figures()).toMatchObject({ reviews: 1, pending: 4, overdue: 0 })
  const left = (await figures()).daysLeft
  portal.passTime((left - 30) * DAY)
  expect(await remindReview(portal.system)).toBe(2)
  expect(await remindReview(portal.system)).toBe(0)
  portal.passTime(23 * DAY)
  expect(await remindReview(portal.system)).toBe(2)
  const job = { period: period(), staffId: officer.staffId }
  expect(await readReviewReminder(portal.system, job)).toMatchObject({
    to: officer.email,
    pending: 4,
    overdue: false,
  })
  expect(await readReviewReminder(portal.system, { ...job, staffId: support.staffId })).toBeNull()
  nextQuarter()
  expect(await readReviewReminder(portal.system, job)).toBeNull()
  expect(await figures()).toMatchObject({ reviews: 1, pending: 4, overdue: 1 })
  expect(await remindReview(portal.system)).toBe(2)
  expect(await readReviewReminder(portal.system, { ...job, period: period() })).toMatchObject({
    overdue: true,
  })
})

test('the last use is found by steps in an index, without reading the log', async () => {
  const { db } = portal.database.owner
  for (let batch = 0; batch < 10; batch++)
    await db.execute(sql`
      INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, at)
      SELECT gen_random_uuid(), 'staff', ${support.staffId}, 'bulk.' || (ARRAY['a', 'b', 'c'])[1 + n % 3],
        now() - n * interval '1 second'
      FROM generate_series(1, 2000) AS n`)
  await db.execute(sql`ANALYZE audit_event`)
  const uses = await portal.system.transaction((tx) => lastUses(tx, [support.staffId]))
  expect([...(uses.get(support.staffId)?.keys() ?? [])].filter((one) => one.startsWith('bulk.'))).toEqual([
    'bulk.a',
    'bulk.b',
    'bulk.c',
  ])
  const rows = await portal.system.transaction(async (tx) => {
    await lastUses(tx, [support.staffId])
    return tx.execute<{ scanned: number; fetched: number }>(sql`
      SELECT seq_tup_read::int AS scanned, idx_tup_fetch::int AS fetched FROM pg_stat_xact_user_tables WHERE relname = 'audit_event'`)
  })
  expect(rows[0]?.scanned).toBe(0)
  expect(rows[0]?.fetched).toBeLessThan(200)
})

describe('who may review', () => {
  const others: [string, Actor][] = [
    ['a visitor', { kind: 'visitor' }],
    ['a data subject', { kind: 'subject', subjectId: newId() }],
    ['support', staffActor('support')],
    ['privacy-officer', staffActor('privacy-officer')],
  ]
  const words = { columns: {}, role: String, decision: String, never: '' } as never
  test.each(others)('%s neither reads nor decides', async (_name, actor) => {
    const ctx: Context = portal.as(actor)
    await expect(readAccessReview(ctx)).rejects.toThrow(Denied)
    await expect(decideRole(ctx, input(newId(), 'support'))).rejects.toThrow(Denied)
    await expect(exportReview(ctx, words)).rejects.toThrow(Denied)
    await expect(remindReview(ctx)).rejects.toThrow(Denied)
  })

  test('an auditor reads and does not decide; who decides gives a code again', async () => {
    expect((await readAccessReview(portal.as(staffActor('auditor')))).pending).toBeGreaterThan(0)
    await expect(decideRole(portal.as(staffActor('auditor')), input(newId(), 'support'))).rejects.toThrow(
      Denied,
    )
    const ctx = portal.as(staffActor('administrator', { sudo: false }))
    await expect(decideRole(ctx, input(newId(), 'support'))).rejects.toThrow(SudoNeeded)
  })
})
