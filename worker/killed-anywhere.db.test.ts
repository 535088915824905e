import { once } from 'node:events'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { killedAfter } from '#testing/killed-worker.ts'
import { startWorker, until } from '#testing/worker.ts'
import { portalWithWorks } from '#testing/works.ts'

// A worker that dies is one that reaches its next transaction never: what it had committed stays, what it had asked of other
// systems was carried out. Each work is killed again and again, after numbers of transactions that are drawn.

const wanted = 50
const seed = Number(process.env.PORTAL_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
let given: Awaited<ReturnType<typeof portalWithWorks>>
beforeAll(async () => {
  given = await portalWithWorks()
})
afterAll(() => given.close())

/** By kind: how many transactions one without a death takes at most, of which one is drawn. */
const kinds = [
  { begin: 'aCopy', most: 120 },
  { begin: 'anErasure', most: 14 },
  { begin: 'aCorrection', most: 14 },
] as const

const dies = (running: Promise<unknown>) =>
  running.then(
    () => false,
    (error: Error) => {
      if (error.message !== 'killed') throw error
      return true
    },
  )

test('workers that are killed at fifty drawn points leave copies, erasures and corrections that end once, complete', async () => {
  console.info(`PORTAL_TEST_SEED=${seed}`)
  const drawn = fc.sample(fc.nat(), { seed, numRuns: 1000 })
  let kills = 0
  const worked = [0, 0, 0]
  for (let n = 0; kills < wanted; n++) {
    const { begin, most } = kinds[n % kinds.length] ?? kinds[0]
    const work = await given[begin]()
    const before = kills
    for (;;) {
      const after = 1 + ((drawn.pop() ?? 0) % most)
      if (await dies(work.run(killedAfter(given.portal, after)))) kills += 1
      else if (await work.isEnded()) break
      // Nobody else takes it while the lease may still be a living worker's.
      given.portal.passTime(11 * 60_000)
    }
    await work.check({ mailed: false })
    worked[n % kinds.length] = (worked[n % kinds.length] ?? 0) + kills - before
  }
  console.info(`killed: copies ${worked[0]}, erasures ${worked[1]}, corrections ${worked[2]}`)
  for (const count of worked) expect(count).toBeGreaterThan(0)
})

test('a process killed while it asks another system, three times over, is followed by one that ends all of it', async () => {
  const { portal, platform, crm, packagesDir } = given
  const works = [await given.aCopy(), await given.anErasure(), await given.aCorrection()]
  // Processes sign by the machine's clock.
  crm.clock.now = () => Date.now()
  const drawn = fc.sample(fc.integer({ min: 1, max: 4 }), { seed, numRuns: 3 })
  const start = (life: number) =>
    startWorker(portal.services, {
      PORTAL_DATA_DIR: packagesDir,
      HTTP_SOURCES_FILE: portal.services.env.HTTP_SOURCES_FILE ?? '',
      PLATFORM_DATABASE_URL: platform.ownerUrl,
      PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
      // After the lease of the one before.
      PORTAL_CLOCK_OFFSET: String(passedSeconds + life * 15 * 60),
    })
  // The works were begun at the portal's time, which the test before has moved.
  const passedSeconds = Math.round((portal.services.clock.now().getTime() - Date.now()) / 1000)
  for (const [life, requests] of drawn.entries()) {
    const victim = start(life)
    let left = requests
    const count = () => {
      left -= 1
      if (left === 0) victim.kill('SIGKILL')
    }
    crm.server.on('request', count)
    expect(await once(victim, 'exit')).toEqual([null, 'SIGKILL'])
    crm.server.off('request', count)
  }
  const heir = start(drawn.length)
  portal.passTime(drawn.length * 15 * 60_000)
  await until(async () => (await Promise.all(works.map((work) => work.isEnded()))).every(Boolean), 120_000)
  heir.kill('SIGTERM')
  await once(heir, 'exit')
  for (const work of works) await work.check({ mailed: true })
})
