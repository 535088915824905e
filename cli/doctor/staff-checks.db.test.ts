import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEnvironment } from '#platform/env.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { addStaff, enterClearance } from '#testing/staff.ts'
import { checkAccessReview, checkTraining } from './staff-checks.ts'

const DAY = 86_400_000
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
})
afterAll(() => portal.close())

const env = () =>
  readEnvironment({
    DATABASE_URL: portal.database.appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    AUTH_SECRET: 'test'.repeat(10),
    SNAPSHOT_TOKEN: 'test'.repeat(10),
    PORTAL_SAMPLE_DATA: '1',
  })
const training = () => checkTraining(env(), portal.services.clock)
const review = () => checkAccessReview(env(), portal.services.clock)

test('the doctor says who lacks a training, and that a quarter had no review', async () => {
  const { staffId } = await addStaff(portal, ['support'])
  expect(await training()).toMatchObject({
    state: 'ok',
    says: '1 members may open personal data, all in order',
  })
  expect(await review()).toMatchObject({ state: 'ok', says: expect.stringContaining('no review yet') })
  await enterClearance(portal, [staffId], { training: '2020-01-01' })
  expect(await training()).toMatchObject({
    state: 'warn',
    says: expect.stringContaining('of 1 members 1 lack an agreement or a training'),
  })
  portal.passTime(200 * DAY)
  expect(await review()).toMatchObject({
    state: 'warn',
    says: 'the last quarter was not reviewed: decide about 1 roles at /staff/security',
  })
})
