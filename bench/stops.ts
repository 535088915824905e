// `npm run bench -- stops [rounds]`: ten rounds by default of each. The portal is told to stop under load, and PostgreSQL is stopped at
// once under load. Every acknowledged choice is then looked for in the ledger, and amcheck reads all tables and indexes.
import { sql } from 'drizzle-orm'
import { faultsOfFiles } from '#testing/amcheck.ts'
import { openGround } from './ground.ts'
import { openLine } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'

const rounds = Number(process.argv[2] ?? 10)
const [people, clients] = [200, 64]
const ground = await openGround()
await loadPeople(ground.owner, { people, eventsEach: 0 })
const acknowledged = new Set<string>()

/**
 * `answered`: whole answers, by status. `dropped`: sent over a connection that had answered before, and no answer came. `unread`: the same
 * over a new connection, which the system had accepted and the portal perhaps not. `refused`: no connection was accepted.
 */
type Outcome = {
  answered: Record<string, number>
  dropped: number
  unread: number
  refused: number
  withoutRetryAfter: number
}

type Line = Awaited<ReturnType<typeof openLine>>

const choice = () => ({
  method: 'PUT',
  path: `/api/v1/subjects/person-${Math.floor(Math.random() * people)}/choices`,
  headers: { authorization: `Bearer ${ground.key}` },
  body: JSON.stringify({
    policyVersion: 1,
    locale: 'ru',
    origin: 'settings',
    choices: [{ purpose: 'analytics', decision: Math.random() < 0.5 ? 'granted' : 'withdrawn' }],
  }),
})

/** Choices over kept connections until `isOver`. A client whose connection is refused asks again after 50 ms. */
async function choose(port: number, isOver: () => boolean): Promise<Outcome> {
  const outcome: Outcome = { answered: {}, dropped: 0, unread: 0, refused: 0, withoutRetryAfter: 0 }
  const client = async () => {
    let line = null as Line | null
    let isKept = false
    while (!isOver()) {
      // Closed while nothing was asked on it: nothing is lost.
      if (line?.isOpen() === false) line = null
      isKept &&= line !== null
      line ??= await openLine(port).catch(() => null)
      if (!line) {
        outcome.refused += 1
        await new Promise((done) => setTimeout(done, 50))
        continue
      }
      const heard = await line.ask(choice()).catch(() => null)
      if (!heard) outcome[isKept ? 'dropped' : 'unread'] += 1
      else {
        isKept = true
        outcome.answered[heard.status] = (outcome.answered[heard.status] ?? 0) + 1
        if (heard.status === 200) acknowledged.add(JSON.parse(heard.body).choices[0].receiptId)
        if (heard.status === 503 && !heard.hasRetryAfter) outcome.withoutRetryAfter += 1
      }
      if (heard && !heard.last) continue
      line.close()
      line = null
    }
    line?.close()
  }
  await Promise.all(Array.from({ length: clients }, client))
  return outcome
}

const stops: (Outcome & { exitMs: number; code: number | null })[] = []
for (let round = 0; round < rounds; round += 1) {
  const portal = await ground.serve('api-server.ts')
  let isOver = false
  const running = choose(portal.port, () => isOver)
  await new Promise((done) => setTimeout(done, 500 + Math.random() * 500))
  const told = performance.now()
  const code = await portal.stop()
  const exitMs = Math.round(performance.now() - told)
  isOver = true
  stops.push({ ...(await running), exitMs, code })
}
console.table(stops.map(({ answered, ...rest }) => ({ ...rest, answered: JSON.stringify(answered) })))

const portal = await ground.serve('api-server.ts')
const healthyMs: number[] = []
let isOver = false
const running = choose(portal.port, () => isOver)
const isReady = () => fetch(`http://localhost:${portal.port}/api/v1/policy`).then(({ ok }) => ok)
for (let round = 0; round < rounds; round += 1) {
  await new Promise((done) => setTimeout(done, 500 + Math.random() * 500))
  await ground.cluster.crash(300)
  const up = performance.now()
  while (!(await isReady())) await new Promise((done) => setTimeout(done, 20))
  healthyMs.push(Math.round(performance.now() - up))
  console.log(`healthy ${healthyMs.at(-1)} ms after PostgreSQL was up`)
}
await new Promise((done) => setTimeout(done, 1000))
isOver = true
const crashes = await running
await portal.stop()

const events = await ground.owner.db.execute<{ id: string }>(sql`SELECT event_id AS id FROM consent_event`)
const kept = new Set(events.map(({ id }) => id))
const lost = [...acknowledged].filter((id) => !kept.has(id)).length
const faults = await faultsOfFiles(
  Object.assign(new URL(ground.cluster.superUrl), { pathname: '/portal' }).href,
)
await ground.close()

const dropped = stops.reduce((sum, one) => sum + one.dropped, 0)
const result = {
  bench: 'stops',
  rounds,
  clients,
  dropped,
  unread: stops.reduce((sum, one) => sum + one.unread, 0),
  slowestExitMs: Math.max(...stops.map(({ exitMs }) => exitMs)),
  crashes,
  healthyMs,
  acknowledged: acknowledged.size,
  lost,
  faults,
}
console.log(JSON.stringify(result))
const isBad =
  lost > 0 || dropped > 0 || faults.length > 0 || crashes.withoutRetryAfter > 0 || crashes.dropped > 0
process.exitCode = isBad || stops.some(({ code }) => code !== 0) ? 1 : 0
