import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeIncidentStep } from '#domain/incidents/register/work-on-incident.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { openedIncident } from '#testing/incidents.ts'
import type { TestPortal } from '#testing/people.ts'
import { requestPortal, staffContext } from '#testing/requests.ts'

// Nobody tells the authority, and no measurement is touched: the value turns by itself.

const HOUR = 3_600_000
const DAY = 24 * HOUR

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

/** To the end of the term of the notice to the authority. */
async function leftMs(reference: string): Promise<number> {
  const [row] = await portal.database.owner.db.execute<{ due: string }>(
    sql`SELECT due_at AS due FROM incident WHERE reference = ${reference}`,
  )
  return Date.parse(row?.due ?? '') - portal.services.clock.now().getTime()
}

const evidence = () => evidenceOf(portal, 'incidents-told')

test('a notice that is late turns the evidence red; figures below ten are withheld', async () => {
  const { ctx } = await staffContext(portal, ['security-officer'])
  await measureAgain(portal)
  const none = { incidents: 0, notices: 0, inTime: 0, open: 0, soon: 0, overdue: 0 }
  expect(await evidence()).toMatchObject({ state: 'neutral', withheld: false, figures: none })

  for (let n = 0; n < 10; n += 1) {
    const reference = await openedIncident(ctx, portal)
    await takeIncidentStep(ctx, { reference, step: 'notify-authority', note: '№ 1' })
    if (n === 0) {
      await measureAgain(portal)
      expect(await evidence()).toMatchObject({ state: 'kept', withheld: true, figures: null })
    }
  }
  await measureAgain(portal)
  const told = { ...none, incidents: 10, notices: 10, inTime: 10 }
  expect(await evidence()).toMatchObject({ state: 'kept', figures: told })

  const reference = await openedIncident(ctx, portal)
  await measureAgain(portal)
  expect((await evidence()).state).toBe('kept')
  await measureAgain(portal, (await leftMs(reference)) - 2 * HOUR)
  expect(await evidence()).toMatchObject({ state: 'due', figures: { open: 1, soon: 1, overdue: 0 } })
  await measureAgain(portal)
  expect(await evidence()).toMatchObject({
    state: 'broken',
    figures: { ...told, incidents: 11, notices: 11, open: 1, overdue: 1 },
  })

  await takeIncidentStep(ctx, { reference, step: 'notify-authority', note: '№ 2' })
  await measureAgain(portal)
  expect(await evidence()).toMatchObject({ state: 'broken', figures: { inTime: 10, overdue: 0 } })
  await measureAgain(portal, 100 * DAY)
  expect(await evidence()).toMatchObject({ state: 'neutral', figures: none })
})
