// `npm run bench -- toggles [toggles] [minutes]`: 50,000 toggles by default, 200 clients, 500 people. Afterwards
// every event is folded and compared with the projection and with what was acknowledged. With minutes, the load runs
// that long and the server's memory is sampled.
import { sql } from 'drizzle-orm'
import { verifyProjection } from '#domain/consent/ledger/verify-projection.ts'
import type { Decision } from '#domain/consent/rules/catalogue.ts'
import { foldEvents } from '#domain/consent/rules/fold-events.ts'
import { openGround } from './ground.ts'
import { type Call, load } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'

const [toggles = 50_000, minutes = 0] = process.argv.slice(2).map(Number)
const people = 500
const ground = await openGround()
await loadPeople(ground.owner, { people, eventsEach: 0 })
const portal = await ground.serve('api-server.ts')
const purposes = ['analytics', 'improvement', 'personalisation'] as const
const acknowledged = new Map<string, { person: string; purpose: string; decision: string }>()
const sent: { person: string; purpose: string; decision: string }[] = []

const next = (n: number): Call => {
  const one = {
    person: `person-${Math.floor(Math.random() * people)}`,
    purpose: purposes[Math.floor(Math.random() * purposes.length)] ?? 'analytics',
    decision: Math.random() < 0.5 ? 'granted' : 'withdrawn',
  }
  sent[n] = one
  const { purpose, decision } = one
  return {
    method: 'PUT',
    path: `/api/v1/subjects/${one.person}/choices`,
    headers: { authorization: `Bearer ${ground.key}` },
    body: JSON.stringify({
      policyVersion: 1,
      locale: 'ru',
      origin: 'settings',
      choices: [{ purpose, decision }],
    }),
  }
}
const onAnswer = (n: number, status: number, body: string) => {
  const one = sent[n]
  delete sent[n]
  if (status !== 200 || !one) return
  acknowledged.set(JSON.parse(body).choices[0].receiptId, one)
}

const memory: number[] = [await portal.memory()]
const results = []
const until = performance.now() + minutes * 60_000
do {
  results.push(
    await load({ port: portal.port, connections: 200, seconds: 3600, next, onAnswer, calls: toggles }),
  )
  memory.push(await portal.memory())
} while (performance.now() < until)
await portal.stop()

const events = await ground.owner.db.execute<{
  eventId: string
  person: string
  seq: number
  purpose: string
  topic: string
  channel: string
  decision: Decision
}>(sql`SELECT e.event_id AS "eventId", s.external_id AS person, e.seq, e.purpose, e.topic, e.channel, e.decision
  FROM consent_event e JOIN subject s USING (subject_id)`)
const kept = new Map(events.map((event) => [event.eventId, event]))
const lost = [...acknowledged].filter(([id, one]) => {
  const event = kept.get(id)
  return (
    !event || event.person !== one.person || event.purpose !== one.purpose || event.decision !== one.decision
  )
})
const gaps = [...Map.groupBy(events, ({ person }) => person).values()].filter(
  (own) => Math.max(...own.map(({ seq }) => seq)) !== own.length || foldEvents(own).size > purposes.length,
)
const { people: checked, different } = await verifyProjection(ground.ctx)
await ground.close()

const answered = results.reduce((sum, { done }) => sum + done, 0)
const bad = results.map((one) => one.bad)
console.table(results, ['done', 'perSecond', 'p50', 'p95', 'p99'])
console.log(
  `${answered} answered, ${acknowledged.size} acknowledged, ${events.length} in the ledger, ${lost.length} lost, ${gaps.length} with gaps`,
)
console.log(
  `folded = projection for ${checked} people, ${different.length} differ; memory ${memory.join(', ')} MB`,
)
console.log(
  JSON.stringify({
    bench: 'toggles',
    answered,
    acknowledged: acknowledged.size,
    lost: lost.length,
    gaps: gaps.length,
    different: different.length,
    memory,
    bad,
    results,
  }),
)
process.exitCode = lost.length + gaps.length + different.length > 0 ? 1 : 0
