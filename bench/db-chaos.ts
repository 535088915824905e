// The database client under random kills and immediate restarts: `npm run bench -- db-chaos [seconds]`, 40 by default.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { openDatabase } from '#db/client.ts'
import { createLoad, elapsed, killRandomly, watchUncaught, workers } from '#testing/chaos-load.ts'
import { throwawayCluster } from '#testing/cluster.ts'

const connections = 5
const restarts = 5
const seconds = Number(process.argv[2] ?? 40)

const answers = () =>
  database.db.execute(sql`select 1`).then(
    () => true,
    () => false,
  )

const watch = watchUncaught()
const cluster = await throwawayCluster()
const database = openDatabase(cluster.superUrl, {
  max: connections,
  deadlineMs: 5000,
  applicationName: 'chaos',
})
const killer = openDatabase(cluster.superUrl, { max: 1, applicationName: 'killer' })
const load = await createLoad(database)
const [server] = await killer.db.execute<{ version: string }>(sql`select version()`)

const calm = await load.run(elapsed(5000))

const stopped = elapsed(seconds * 1000)
const [killed, kills] = await Promise.all([load.run(stopped), killRandomly(killer, 'chaos', stopped)])
const { discarded } = database.stats()
const after = await load.run(elapsed(5000))
const wrongAfterKills = await load.countWrong()

const backAfterMs: number[] = []
let restarting = true
const restarted = load.run(() => !restarting)
for (let round = 0; round < restarts; round++) {
  await sleep(1000)
  await cluster.crash(500)
  const up = performance.now()
  while (!(await answers())) await sleep(5)
  backAfterMs.push(Math.round(performance.now() - up))
}
restarting = false
const tallies = { calm, killed, after, restarted: await restarted }
const wrong = await load.countWrong()
watch.stop()
await Promise.all([database.close(), killer.close()])
await cluster.remove()

console.log(
  `${server?.version}\n${connections} connections, ${workers} workers, a kill every 60 ms for ${seconds} s`,
)
console.table(tallies, ['done', 'rolledBack', 'unavailable', 'unknown', 'hung'])
console.log(
  `${kills} kills, ${discarded} connections discarded; up again ${backAfterMs.join(', ')} ms after the server`,
)
const uncaught = watch.uncaught.map(String)
console.log(
  `wrong: ${wrong}, hung: ${Object.values(tallies).reduce((sum, { hung }) => sum + hung, 0)}, uncaught: ${uncaught.length}`,
)
console.log(
  JSON.stringify({
    bench: 'db-chaos',
    seconds,
    kills,
    tallies,
    wrongAfterKills,
    wrong,
    backAfterMs,
    uncaught,
  }),
)

const bad = Object.values(tallies).some(({ hung, strange }) => hung > 0 || strange.length > 0)
process.exitCode = bad || wrong > 0 || uncaught.length > 0 || after.done === 0 ? 1 : 0
