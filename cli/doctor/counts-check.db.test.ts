import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkCounts } from '#domain/assurance/statistics/check-counts.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal } from '#testing/requests.ts'
import { statisticsRecount } from '../statistics-recount.ts'
import { checkStatistics } from './counts-check.ts'

const HOUR = 3_600_000
let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const look = () => checkStatistics(portal.services.env)
// The command closes what it opened.
const open = () => ({ ...portal.services, database: { ...portal.database.app, close: async () => {} } })

test('says when counts and records were compared, and fails while they differ', async () => {
  expect(await look()).toMatchObject({ state: 'ok', says: expect.stringContaining('not been compared') })
  await addRequest(portal, 'access')
  await checkCounts(portal.system)
  expect(await look()).toMatchObject({ state: 'ok', says: expect.stringContaining('equal to the records') })
  const longAgo = new Date(Date.now() - 51 * HOUR).toISOString()
  await portal.database.app.db.execute(
    sql`UPDATE installation_fact SET value = jsonb_set(value, '{at}', to_jsonb(${longAgo}::text)) WHERE name = 'counts-checked'`,
  )
  expect(await look()).toMatchObject({ state: 'warn', says: expect.stringContaining('worker') })

  await portal.database.app.db.execute(sql`DELETE FROM request_count`)
  await checkCounts(portal.system)
  expect(await look()).toMatchObject({
    state: 'fail',
    says: expect.stringContaining('requests: 1 of 1 counts'),
  })
  const done = await statisticsRecount.run({ options: {}, open })
  expect(done).toMatchObject({ failed: false, json: { requests: { counts: 1, different: 0 } } })
  expect(await look()).toMatchObject({ state: 'ok' })
})
