// Whether the pages of staff are quick at a million people, and slow down as rows are added: `npm run bench -- scale [people]`,
// 1,000,000 by default, a fifth as many requests and ten times as many events. Fills a database, starts the built portal on it, signs in
// as staff and opens every page over HTTP, thirty times after a first one. Prints the times, the processor time of the server and of
// PostgreSQL, and how many pages of 8 KB PostgreSQL touches: unlike the times these do not depend on what else the machine does.
//
// `--keep DIR` fills into a folder that stays, `--use DIR` measures on it (`--keep` does as well, when it is filled). `--compare N`
// measures a second database with N people as well. `--only TEXT` names the pages to open, `--rounds N` how often.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from '../launch/build.mjs'
import { findNode24 } from '../launch/node24.mjs'
import { openScaled } from './scaled-portal.ts'
import { shareOf } from './share.ts'
import { measureVisits, type Visited } from './visit-pages.ts'

const { positionals, values } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    keep: { type: 'string' },
    use: { type: 'string' },
    compare: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '30' },
  },
})
const wanted = Number(positionals[0] ?? 1_000_000)
const rounds = Number(values.rounds)
const kept = values.use ?? values.keep
const temporary = mkdtempSync(join(tmpdir(), 'portal-scale-'))
const keysDir = join(import.meta.dirname, '..', '.keys')
await ensureBuilt({ node: findNode24(), keysDir })

async function measure(
  folder: string,
  count: number,
  keep: boolean,
): Promise<{ people: number; visited: Visited[] }> {
  const scaled = await openScaled({ folder, keysDir, people: count, keep })
  if (scaled.fillSeconds !== null) console.error(`${count} people filled in ${scaled.fillSeconds} s`)
  try {
    return { people: scaled.people, visited: await measureVisits(scaled, { rounds, only: values.only }) }
  } finally {
    await scaled.close()
  }
}

const small = values.compare
  ? await measure(join(temporary, 'small'), Number(values.compare), false)
  : undefined
const began = performance.now()
const { people, visited } = await measure(kept ?? join(temporary, 'large'), wanted, kept !== undefined)
const rows = visited.map(({ page, status, p50, p95, serverCpuMs, databaseCpuMs, blocks, worst }) => {
  const before = small?.visited.find((one) => one.page === page)
  return {
    page,
    status,
    p50,
    p95,
    serverCpuMs,
    databaseCpuMs,
    blocks,
    worst: worst.blocks,
    ...(before && { blocksSmall: before.blocks, times: shareOf(blocks, Math.max(1, before.blocks)) }),
  }
})
console.table(rows)
for (const { page, worst } of visited.filter(({ worst }) => worst.blocks > 1000))
  console.log(`${page}: ${worst.blocks} pages of 8 KB, ${worst.rows} rows\n  ${worst.statement}`)
const slow = rows.filter(({ p95 }) => p95 >= 300).map(({ page, p95 }) => `${page}: ${p95} ms`)
const failed = rows.filter(({ status }) => status !== 200).map(({ page, status }) => `${page}: ${status}`)
console.log(
  slow.length > 0 ? `300 ms or more (p95):\n  ${slow.join('\n  ')}` : 'every page below 300 ms (p95)',
)
if (failed.length > 0) console.log(`not answered:\n  ${failed.join('\n  ')}`)
const result = {
  bench: 'scale',
  people,
  rounds,
  seconds: Math.round((performance.now() - began) / 1000),
  load: loadavg()[0],
  slow,
  failed,
  rows,
}
if (kept)
  writeFileSync(join(kept, 'result.json'), JSON.stringify({ ...result, visited, small: small?.visited }))
console.log(JSON.stringify(result))
rmSync(temporary, { recursive: true, force: true })
if (slow.length > 0 || failed.length > 0) process.exitCode = 1
