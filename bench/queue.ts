// How long a page of the staff's queue takes when the table grows: `npm run bench -- queue [requests]`, 200,000 by default.
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import postgres from 'postgres'
import { openDatabase } from '#db/client.ts'
import { type Context, contextFor } from '#domain/access/context.ts'
import type { QueueFilters } from '#domain/requests/forms/queue-filters.ts'
import { readQueue } from '#domain/requests/queue/read-queue.ts'
import { openClock } from '#platform/clock.ts'
import { openMasterKeys } from '#platform/crypto/master-keys.ts'
import { readEnvironment } from '#platform/env.ts'
import { openLog } from '#platform/log.ts'
import { pageCursor } from '#platform/page-cursor.ts'
import { throwawayCluster } from '#testing/cluster.ts'
import { createRoles, makeDatabase, urlOf } from '#testing/global-setup.ts'
import { seededMember, seedQueue } from '#testing/request-queue.ts'

const small = 1000
const large = Number(process.argv[2] ?? 200_000)
const rounds = 25
/** A page may take this many times as long in the large table as in the small one, the noise of a busy machine included. */
const flat = 3

const views: Record<string, QueueFilters> = {
  open: { group: 'open' },
  'ours to do': { group: 'ours' },
  'awaiting approval': { group: 'approval' },
  'one member’s': { group: 'open', assigned: seededMember },
  'one right': { group: 'open', right: 'question' },
  overdue: { group: 'open', due: 'overdue' },
  closed: { group: 'closed' },
}

const keysDir = mkdtempSync(join(tmpdir(), 'portal-bench-'))
const cluster = await throwawayCluster()
const server = postgres(cluster.superUrl, { max: 1, onnotice: () => {} })
await createRoles(server)
const [version] = await server<{ version: string }[]>`select version()`

const desks = [await deskWith(small), await deskWith(large)]
const times = new Map<string, number[][]>()
// Both tables in turn, so that other load on the machine affects both equally.
for (let round = 0; round < rounds; round++)
  for (const [which, { ctx, deep }] of desks.entries())
    for (const [name, filters] of Object.entries(views))
      for (const [place, after] of [
        ['first', undefined],
        ['deep', deep(filters)],
      ] as const) {
        const started = performance.now()
        await readQueue(ctx, filters, { size: 50, ...(after && { after }) })
        const key = `${name}, ${place} page`
        const both = times.get(key) ?? [[], []]
        both[which]?.push(performance.now() - started)
        times.set(key, both)
      }

await Promise.all(desks.map(({ close }) => close()))
await server.end()
await cluster.remove()
await rm(keysDir, { recursive: true, force: true })

const rows = [...times].map(([page, both]) => {
  const [few = 0, many = 0] = both.map(median)
  return { page, few: round2(few), many: round2(many), ratio: round2(many / few) }
})
console.log(`${version?.version}\nmilliseconds a page of 50, median of ${rounds}`)
console.table(
  Object.fromEntries(
    rows.map(({ page, few, many, ratio }) => [page, { [`at ${small}`]: few, [`at ${large}`]: many, ratio }]),
  ),
)
const worst = Math.max(...rows.map(({ ratio }) => ratio))
console.log(JSON.stringify({ bench: 'queue', small, large, rounds, rows, worst }))
process.exitCode = worst > flat ? 1 : 0

async function deskWith(count: number) {
  const name = `queue_${count}`
  await makeDatabase(server, cluster.superUrl, name)
  const owner = openDatabase(urlOf(cluster.superUrl, 'portal_owner', name), { max: 1, deadlineMs: 60_000 })
  await seedQueue(owner, count)
  const appUrl = urlOf(cluster.superUrl, 'portal_app', name)
  const database = openDatabase(appUrl, { max: 2, applicationName: 'bench' })
  const env = readEnvironment({
    DATABASE_URL: appUrl,
    SMTP_URL: 'smtp://127.0.0.1:9',
    PORTAL_SAMPLE_DATA: '1',
    PORTAL_KEYS_DIR: keysDir,
    AUTH_SECRET: 'bench'.repeat(10),
    SNAPSHOT_TOKEN: 'bench'.repeat(10),
  })
  const clock = openClock()
  const wait = async () => {}
  const services = {
    env,
    database,
    clock,
    wait,
    keys: openMasterKeys(keysDir),
    log: openLog('silent', 'bench'),
  }
  const actor = { kind: 'staff', staffId: seededMember, roles: ['support'], clearance: true } as const
  const ctx: Context = contextFor(services, { actor, locale: 'ru' })
  const cursors = { open: await beyond(owner, false), closed: await beyond(owner, true) }
  return {
    ctx,
    deep: ({ group }: QueueFilters) => (group === 'closed' ? cursors.closed : cursors.open),
    close: () => Promise.all([owner.close(), database.close()]),
  }
}

/** Where a page four fifths down the list would begin. */
async function beyond(owner: ReturnType<typeof openDatabase>, closed: boolean) {
  const at = sql.identifier(closed ? 'closed_at' : 'queue_at')
  const order = closed ? sql`DESC` : sql`ASC`
  const [row] = await owner.db.execute<{ at: string; id: string }>(sql`
    SELECT ${at}::text AS at, request_id AS id FROM request WHERE (closed_at IS NOT NULL) = ${closed}
    ORDER BY ${at} ${order} OFFSET (SELECT count(*) * 4 / 5 FROM request WHERE (closed_at IS NOT NULL) = ${closed}) LIMIT 1`)
  return row && pageCursor(new Date(row.at), row.id)
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
