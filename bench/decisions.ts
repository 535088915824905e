// How fast a program learns whether it may: `npm run bench -- decisions [seconds]`, 10 by default. At 200 questions a second while
// 100 choices a second are recorded; then as many as go, beside a bare server that reads one row by its key, in the same run.
import { sql } from 'drizzle-orm'
import { openGround } from './ground.ts'
import { type Call, load } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'
import { benchTables } from './pgbench.ts'
import { shareOf } from './share.ts'

const seconds = Number(process.argv[2] ?? 10)
const people = 200_000
const ground = await openGround()
await ground.owner.db.execute(sql.raw(benchTables))
await ground.owner.db.execute(
  sql`INSERT INTO bare_choice (person, choice) SELECT 'person-' || n, 'granted' FROM generate_series(1, ${people}::int) n`,
)
await loadPeople(ground.owner, { people, eventsEach: 4 })

const headers = { authorization: `Bearer ${ground.key}` }
const somebody = () => `person-${Math.floor(Math.random() * people)}`
const ask = (): Call => ({
  method: 'POST',
  path: '/api/v1/decisions',
  headers,
  body: JSON.stringify({ subject: somebody(), purpose: 'analytics' }),
})
const put = (): Call => ({
  method: 'PUT',
  path: `/api/v1/subjects/${somebody()}/choices`,
  headers,
  body: JSON.stringify({
    policyVersion: 1,
    locale: 'ru',
    origin: 'settings',
    choices: [{ purpose: 'analytics', decision: Math.random() < 0.5 ? 'granted' : 'withdrawn' }],
  }),
})
const bareRead = (): Call => ({
  method: 'POST',
  path: '/read',
  body: JSON.stringify({ id: 1 + Math.floor(Math.random() * people) }),
})

const portal = await ground.serve('api-server.ts')
const plain = await ground.serve('bare-server.ts')
await load({ port: portal.port, connections: 16, seconds: 3, next: ask })
const [steady, writes] = await Promise.all([
  load({ port: portal.port, connections: 32, seconds, next: ask, rate: 200 }),
  load({ port: portal.port, connections: 16, seconds, next: put, rate: 100 }),
])
const bare = await load({ port: plain.port, connections: 16, seconds, next: bareRead })
const most = await load({ port: portal.port, connections: 16, seconds, next: ask })
await Promise.all([portal.stop(), plain.stop()])
await ground.close()

const rows = {
  '200 decisions/s': steady,
  'beside 100 choices/s': writes,
  'bare indexed read, 16': bare,
  'decisions, 16': { ...most, ratio: shareOf(most.perSecond, bare.perSecond) },
}
console.table(rows, ['perSecond', 'p50', 'p95', 'p99', 'ratio'])
console.log(JSON.stringify({ bench: 'decisions', seconds, rows }))
process.exitCode = Object.values(rows).some(({ bad }) => Object.keys(bad).length > 0) ? 1 : 0
