// Whether the pages of staff slow down as the rows grow: `npm run bench -- scale`. Fills one database with SCALE_SMALL people (10,000) and
// one with SCALE_PEOPLE (1,000,000), a fifth as many requests and ten times as many events, and opens every page of staff in the built
// portal on both, SCALE_ROUNDS times. PostgreSQL counts the pages of 8 KB that it touches: unlike the time they do not depend on what
// else the machine does. SCALE_DIR keeps the databases for the next run; SCALE_ONLY names the pages to open.
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../launch/build.mjs'
import { findNode24 } from '../launch/node24.mjs'
import { openScaled } from './scaled-portal.ts'
import { shareOf } from './share.ts'
import { measureVisits, type Visited } from './visit-pages.ts'

const amount = (name: string, given: number) => Number(process.env[name] ?? given)
const people = amount('SCALE_PEOPLE', 1_000_000)
const small = amount('SCALE_SMALL', 10_000)
const rounds = amount('SCALE_ROUNDS', 20)
const folder = process.env.SCALE_DIR ?? join(tmpdir(), `portal-scale-${process.pid}`)
const keysDir = join(import.meta.dirname, '..', '.keys')
mkdirSync(folder, { recursive: true })
await ensureBuilt({ node: findNode24(), keysDir })

async function measure(count: number): Promise<Visited[]> {
  const scaled = await openScaled({
    folder: join(folder, String(count)),
    keysDir,
    amounts: { people: count, requests: Math.round(count / 5), events: count * 10 },
    keep: process.env.SCALE_DIR !== undefined,
  })
  try {
    return await measureVisits(scaled, { rounds, only: process.env.SCALE_ONLY })
  } finally {
    await scaled.close()
  }
}

const before = await measure(small)
const after = await measure(people)
const rows = after.flatMap((large) => {
  const little = before.find(({ page }) => page === large.page)
  if (!little) return []
  return [
    {
      page: large.page,
      status: large.status,
      blocksSmall: little.blocks,
      blocks: large.blocks,
      times: shareOf(large.blocks, Math.max(1, little.blocks)),
      worst: large.worst.blocks,
      p50Small: little.p50,
      p95Small: little.p95,
      p50: large.p50,
      p95: large.p95,
    },
  ]
})
console.table(rows)
for (const { page, worst } of after.filter(({ worst }) => worst.blocks > 1000))
  console.log(`${page}: ${worst.blocks} pages of 8 KB, ${worst.rows} rows\n  ${worst.statement}`)
const result = { bench: 'scale', small, people, rounds, load: loadavg()[0], rows }
writeFileSync(join(folder, 'result.json'), JSON.stringify({ ...result, before, after }))
console.log(JSON.stringify(result))
if (rows.some(({ p95, status }) => p95 >= 300 || status !== 200)) process.exitCode = 1
