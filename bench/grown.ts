// Whether the ledger slows down as it grows: `npm run bench -- grown [seconds] [people] [events of each]`, by default 10 s on 1,000,000
// people with 10 events each, beside the same portal on an empty database, in turns in the same run. Then the nightly comparison
// of ledger and projection over all of them.
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import { openGround } from './ground.ts'
import { type Call, type LoadResult, load } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'
import { shareOf } from './share.ts'

const [seconds = 10, people = 1_000_000, eventsEach = 10] = process.argv.slice(2).map(Number)
const few = 10_000
const turns = 3

const empty = await openGround()
const full = await openGround()
await loadPeople(empty.owner, { people: few, eventsEach: 0 })
const began = performance.now()
await loadPeople(full.owner, { people, eventsEach })
console.log(
  `${people} people with ${people * eventsEach} events in ${Math.round((performance.now() - began) / 1000)} s`,
)

const choices = [{ purpose: 'communication', topic: 'new-materials', channel: 'email', decision: 'granted' }]
const body = JSON.stringify({ policyVersion: 1, locale: 'ru', origin: 'settings', choices })
const putOf = (key: string, among: number) => (): Call => ({
  method: 'PUT',
  path: `/api/v1/subjects/person-${Math.floor(Math.random() * among)}/choices`,
  body,
  headers: { authorization: `Bearer ${key}` },
})
const small = await empty.serve('api-server.ts')
const large = await full.serve('api-server.ts')
const smallPut = putOf(empty.key, few)
const largePut = putOf(full.key, people)
await load({ port: small.port, connections: 16, seconds: 3, next: smallPut })
await load({ port: large.port, connections: 16, seconds: 3, next: largePut })
const rows: Record<string, LoadResult> = {}
for (let turn = 1; turn <= turns; turn++) {
  rows[`empty, turn ${turn}`] = await load({ port: small.port, connections: 16, seconds, next: smallPut })
  rows[`grown, turn ${turn}`] = await load({ port: large.port, connections: 16, seconds, next: largePut })
}
await Promise.all([small.stop(), large.stop()])
const compared = performance.now()
const { people: checked, different } = await verifyProjection(full.ctx)
const comparison = {
  people: checked,
  different: different.length,
  seconds: Math.round((performance.now() - compared) / 1000),
}
await Promise.all([empty.close(), full.close()])

const sum = (kind: string) =>
  Object.entries(rows).reduce(
    (all, [name, { perSecond }]) => (name.startsWith(kind) ? all + perSecond : all),
    0,
  )
const ratio = shareOf(sum('grown'), sum('empty'))
console.table(rows, ['perSecond', 'p50', 'p95', 'p99'])
console.log(`grown: ${ratio} of empty`)
console.log(
  `ledger and projection of ${comparison.people} people compared in ${comparison.seconds} s, ${comparison.different} differ`,
)
console.log(
  JSON.stringify({ bench: 'grown', seconds, people, events: people * eventsEach, rows, ratio, comparison }),
)
process.exitCode = Object.values(rows).some(({ bad }) => Object.keys(bad).length > 0) ? 1 : 0
