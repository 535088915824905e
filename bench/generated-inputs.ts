// `npm run bench -- generated-inputs [calls]`: so many generated calls of each operation of the API over HTTP, 200 by default. Half are
// as the description allows, half have one thing changed to anything. Counts answers that are the server's fault, and what the
// server's heap holds after a garbage collection, and its resident memory, before the first call and after each fifth.
import fc from 'fast-check'
import { type Given, generatedCalls } from '#testing/generated-calls.ts'
import { publishedApi } from '#testing/published-api.ts'
import { openGround } from './ground.ts'
import { heapGrowth } from './heap.ts'
import { openLine } from './http-load.ts'
import { loadPeople } from './people-of-bench.ts'

const calls = Number(process.argv[2] ?? 200)
const [parts, lines, atOnce] = [5, 8, 200]
const ground = await openGround({ proxied: true })
await loadPeople(ground.owner, { people: 20, eventsEach: 20 })
const portal = await ground.serve('api-server.ts')
const root = '/api/v1'
const api = publishedApi(await (await fetch(`http://localhost:${portal.port}${root}/openapi.json`)).json())
const known = { externalId: 'person-7', id: '', reference: '' }
const { validFor, hostileFor, requestOf, takesInput } = generatedCalls(api, known)
/** A call whose answer names what others then ask for. */
async function ask(operationId: string, given: Given) {
  const { path, ...sent } = requestOf(operationId, given, ground.key)
  return (await fetch(`http://localhost:${portal.port}${root}${path}`, sent)).json()
}
const choices = [{ purpose: 'analytics', decision: 'granted' }]
const body = { policyVersion: 1, locale: 'ru', origin: 'settings', choices }
known.id = (await ask('putChoices', { path: known, body })).choices[0].receiptId
const filed = await ask('fileRequest', { body: { subject: known.externalId, right: 'access', locale: 'kk' } })
known.reference = filed.reference

type Tally = { answered: number; statuses: Record<string, number>; faults: string[] }
const tallies: Record<string, Tally> = Object.fromEntries(
  api.operations.map(({ operationId }) => [operationId, { answered: 0, statuses: {}, faults: [] }]),
)

let n = 0
/** Sends `count` calls of one operation, the first of them number `from`. */
async function sendAll(operationId: string, from: number, count: number) {
  const tally = tallies[operationId]
  if (!tally) return
  const hostile = takesInput(operationId) ? hostileFor(operationId) : validFor(operationId)
  const seed = { seed: from + 1, numRuns: Math.ceil(count / 2) }
  const given = [...fc.sample(validFor(operationId), seed), ...fc.sample(hostile, seed)].slice(0, count)
  const waiting = given.values()
  const line = async () => {
    let open: Awaited<ReturnType<typeof openLine>> | null = null
    for (const one of waiting) {
      const { path, body = '', ...sent } = requestOf(operationId, one, ground.key)
      open ??= await openLine(portal.port)
      // As many networks as calls: strangers of one may make 600 a minute.
      const headers = { ...sent.headers, 'x-forwarded-for': `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }
      n = (n + 1) % 2 ** 24
      const heard = await open.ask({ ...sent, headers, path: `${root}${path}`, body }).catch(() => null)
      tally.answered += 1
      const status = heard?.status ?? 0
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
      if (status === 0 || status >= 500) tally.faults.push(JSON.stringify({ status, ...one }).slice(0, 300))
      if (heard && !heard.last) continue
      open.close()
      open = null
    }
    open?.close()
  }
  await Promise.all(Array.from({ length: lines }, line))
}

/** Every operation until each had `until` calls. */
async function sendUntil(until: number) {
  for (const { operationId } of api.operations)
    for (let from = tallies[operationId]?.answered ?? 0; from < until; from += atOnce)
      await sendAll(operationId, from, Math.min(atOnce, until - from))
}

const began = performance.now()
const heapMb = [await portal.heap()]
const rssMb = [portal.memory()]
for (let part = 1; part <= parts; part++) {
  await sendUntil(Math.round((calls * part) / parts))
  heapMb.push(await portal.heap())
  rssMb.push(portal.memory())
}
const { lastToFirst, leaks } = heapGrowth(heapMb)
const seconds = Math.round((performance.now() - began) / 1000)
await portal.stop()
await ground.close()

console.table(
  Object.entries(tallies).map(([operation, { answered, statuses, faults }]) => ({
    operation,
    answered,
    statuses: JSON.stringify(statuses),
    faults: faults.length,
  })),
)
const faults = Object.entries(tallies).flatMap(([name, one]) =>
  one.faults.map((fault) => `${name}: ${fault}`),
)
for (const fault of faults.slice(0, 20)) console.log(fault)
const operations = api.operations.length
console.log(
  JSON.stringify({
    bench: 'generated-inputs',
    operations,
    calls,
    seconds,
    faults: faults.length,
    heapMb,
    rssMb,
    lastToFirst,
  }),
)
process.exitCode = faults.length > 0 || leaks ? 1 : 0
