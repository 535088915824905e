// What it costs to record a choice: `npm run bench -- choices [seconds]`, 10 by default. One choice a call of distinct people at
// 16 and 64 connections, and batches of 1,000, each beside a bare server and pgbench on the same PostgreSQL in the same run.
import { sql } from 'drizzle-orm'
import { openGround } from './ground.ts'
import { type Call, type LoadResult, load } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'
import { benchTables, pgbench } from './pgbench.ts'
import { shareOf } from './share.ts'

const seconds = Number(process.argv[2] ?? 10)
const people = 200_000
const ground = await openGround()
await ground.owner.db.execute(sql.raw(benchTables))
await loadPeople(ground.owner, { people, eventsEach: 0 })

let turn = 0
const headers = { authorization: `Bearer ${ground.key}` }
const choice = { purpose: 'communication', topic: 'new-materials', channel: 'email', decision: 'granted' }
const given = { policyVersion: 1, locale: 'ru', origin: 'settings', choices: [choice] }
const body = JSON.stringify(given)
const put = (): Call => ({
  method: 'PUT',
  path: `/api/v1/subjects/person-${++turn % people}/choices`,
  headers,
  body,
})
const batch = (): Call => {
  const items = Array.from({ length: 1000 }, () => ({ subject: `person-${++turn % people}`, ...given }))
  return { method: 'POST', path: '/api/v1/choices/batch', headers, body: JSON.stringify({ items }) }
}
const bare =
  (path: string) =>
  (n: number): Call => ({
    method: 'POST',
    path,
    body: JSON.stringify({ person: `person-${n}`, choice: body }),
  })

const rows: Record<string, LoadResult & { ratio?: number }> = {}
const portal = await ground.serve('api-server.ts')
const plain = await ground.serve('bare-server.ts')
await load({ port: portal.port, connections: 16, seconds: 3, next: put })
for (const connections of [16, 64]) {
  // In turns, so that what else the machine does falls on both.
  const bareOne = await load({ port: plain.port, connections, seconds, next: bare('/write') })
  const portalOne = await load({ port: portal.port, connections, seconds, next: put })
  rows[`bare server, four rows, ${connections}`] = bareOne
  rows[`bare server, one row, ${connections}`] = await load({
    port: plain.port,
    connections,
    seconds,
    next: bare('/row'),
  })
  rows[`PUT choices, ${connections}`] = {
    ...portalOne,
    ratio: shareOf(portalOne.perSecond, bareOne.perSecond),
  }
}
const batches = await load({ port: portal.port, connections: 4, seconds, next: batch })
const twoWrites = await pgbench(ground.ownerUrl, 'twoWrites', 16, seconds)
const oneStatement = await pgbench(ground.ownerUrl, 'oneStatement', 16, seconds)
const choicesInBatches = Math.round((batches.done * 1000) / seconds)
rows['batches of 1,000, 4'] = batches
await Promise.all([portal.stop(), plain.stop()])
await ground.close()

const perTransaction = twoWrites && shareOf(choicesInBatches, twoWrites)
console.table(rows, ['perSecond', 'p50', 'p95', 'p99', 'ratio'])
console.log(`pgbench, 16 clients: ${twoWrites} two-write transactions/s, ${oneStatement} one-statement/s`)
console.log(`choices in batches: ${choicesInBatches}/s, ${perTransaction} for each two-write transaction`)
console.log(
  JSON.stringify({
    bench: 'choices',
    seconds,
    rows,
    twoWrites,
    oneStatement,
    choicesInBatches,
    perTransaction,
  }),
)
process.exitCode = Object.values(rows).some(({ bad }) => Object.keys(bad).length > 0) ? 1 : 0
