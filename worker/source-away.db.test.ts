import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkSources } from '#domain/fulfilment/source-states/check-sources.ts'
import { portalWithWorks, type Work } from '#testing/works.ts'

const HOUR = 60 * 60_000
const rounds = 48
const { signal } = new AbortController()
let given: Awaited<ReturnType<typeof portalWithWorks>>
beforeAll(async () => {
  given = await portalWithWorks()
})
afterAll(() => given.close())

test('a system that is away for a day is asked again, less and less often; then all is caught up, and nothing done twice', async () => {
  const { portal, platform, crm } = given
  const works: Work[] = [await given.aCopy(), await given.anErasure(), await given.aCorrection()]
  const round = async () => {
    await checkSources(portal.system, signal)
    for (const { run } of works) await run(portal.system)
  }
  const asked = crm.asked.size
  let knocks = 0
  crm.server.on('connection', () => {
    knocks += 1
  })
  crm.down()
  for (let n = 0; n < rounds; n++) {
    await round()
    for (const { isEnded } of works) expect(await isEnded()).toBe(false)
    portal.passTime((24 * HOUR) / rounds)
  }
  expect(crm.asked.size).toBe(asked)
  expect(crm.carriedOut).toEqual([])
  // Three works and the look at its state: without growing pauses each would have asked in every round.
  expect(knocks).toBeGreaterThan(10)
  expect(knocks).toBeLessThan(2 * rounds)
  // Nothing was deleted anywhere: an erasure waits until everything can be counted.
  const [erased] = await platform.owner.db.execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM users WHERE full_name = 'erased'`,
  )
  expect(erased?.n).toBe(0)

  crm.up()
  // The state is looked at after six hours at the latest; what waits then goes on.
  for (let hour = 0; hour <= 6; hour++) {
    await round()
    // Staff look at the copy when it is ready.
    for (const { isEnded } of works) await isEnded()
    portal.passTime(HOUR)
  }
  await round()
  for (const work of works) {
    expect(await work.isEnded()).toBe(true)
    await work.check({ mailed: false })
  }
  // What is left of the erased person is marked as restricted.
  const types = crm.carriedOut.map((id) => crm.asked.get(id)?.type)
  expect(types.sort()).toEqual(['erasure', 'rectification', 'restriction'])
})
