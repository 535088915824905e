// How long the sample platform takes to load into an empty database: `npm run bench -- sample-platform [rounds]`, 3 by default.
import postgres from 'postgres'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { throwawayCluster } from '#testing/cluster.ts'

const rounds = Number(process.argv[2] ?? 3)
const cluster = await throwawayCluster()
const server = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
const role = 'platform_owner'
for (const name of [role, 'platform_read', 'platform_write'])
  await server.unsafe(`create role ${name} login password 'bench'`)
const [version] = await server<{ version: string }[]>`select version()`

const seconds: number[] = []
for (let round = 0; round < rounds; round++) {
  const database = `platform_${round}`
  await server.unsafe(`create database ${database} owner ${role}`)
  const url = Object.assign(new URL(cluster.superUrl), {
    username: role,
    password: 'bench',
    pathname: database,
  })
  const began = performance.now()
  await loadSamplePlatform(url.href, new Date())
  seconds.push((performance.now() - began) / 1000)
}
await server.end()
await cluster.remove()

console.table({ 'load, seconds': Object.fromEntries(seconds.map((took, n) => [n + 1, took.toFixed(2)])) })
console.log(JSON.stringify({ bench: 'sample-platform', seconds, server: version?.version }))
