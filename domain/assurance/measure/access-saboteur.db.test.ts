import { afterAll, beforeAll, expect, test } from 'vitest'
import { decideRole } from '#domain/staff/access-review/decide-role.ts'
import { readAccessReview } from '#domain/staff/access-review/read-review.ts'
import { measureAgain, stateOf } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff } from '#testing/staff.ts'

const DAY = 86_400_000

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal?.close())

test('a quarter that passes without a review of access: amber in its last month, then red, by itself', async () => {
  const state = async () => {
    await measureAgain(portal)
    return stateOf(portal, 'access-reviewed')
  }
  const admin = await addStaff(portal, ['administrator'])
  const officer = await addStaff(portal, ['security-officer'])
  expect(await state()).toBe('neutral')
  portal.passTime(100 * DAY)
  const before = await readAccessReview(portal.as({ ...(await admin.sudo(await admin.signIn())).ctx.actor }))
  expect(before.pending).toBe(2)
  for (const [by, of] of [
    [admin, officer],
    [officer, admin],
  ] as const) {
    const { ctx } = await by.sudo(await by.signIn())
    const role = of === admin ? 'administrator' : 'security-officer'
    const decision = { decision: 'confirmed', reason: 'Керек' } as const
    expect(await decideRole(ctx, { period: before.period, staffId: of.staffId, role, ...decision })).toEqual({
      status: 'done',
    })
  }
  expect(await state()).toBe('kept')
  const seen: string[] = []
  for (let day = 0; day < 200 && !seen.includes('broken'); day += 10) {
    portal.passTime(10 * DAY - 6 * 3_600_000)
    const now = await state()
    if (seen.at(-1) !== now) seen.push(now)
  }
  expect(seen).toEqual(['kept', 'due', 'broken'])
})
