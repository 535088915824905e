// How long a new master key takes, while people are written: `npm run bench -- key-epochs [keys]`, 1,000,000 by default. On a
// PostgreSQL of its own that flushes to disk as a real one does. Writes come from another process, as in production: a key is made
// and read, and an older one destroyed, fifty times a second.
import { loadavg } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '../db/arrays.ts'
import { keepKeyEpochs } from '../domain/people/key-epochs/keep-key-epochs.ts'
import { scanFields } from '../domain/people/key-epochs/scan-fields.ts'
import { newFieldKey } from '../platform/crypto/field-cipher.ts'
import { newId } from '../platform/ids.ts'
import { openGround } from './ground.ts'
import { postgresMs } from './processor-time.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const atOnce = 10_000
const ground = await openGround()
const { ctx, owner } = ground
const { keys } = ctx.services
const signal = new AbortController().signal
await keepKeyEpochs(ctx, { signal })

const filling = performance.now()
for (let from = 0; from < count; from += atOnce) {
  const rows = Array.from({ length: Math.min(atOnce, count - from) }, () => {
    const keyId = newId()
    return { id: newId(), keyId, wrapped: keys.wrap(newFieldKey(), keyId).wrapped }
  })
  await owner.db.execute(sql`
    INSERT INTO keystore.subject_key (subject_id, key_id, master_version, wrapped, created_at)
    SELECT id, key_id, ${keys.current}, wrapped, now()
    FROM unnest(${toArrayLiteral(rows.map(({ id }) => id))}::uuid[], ${toArrayLiteral(rows.map(({ keyId }) => keyId))}::uuid[],
      ${toArrayLiteral(rows.map(({ wrapped }) => wrapped))}::bytea[]) AS made (id, key_id, wrapped)`)
}
await owner.db.execute(sql`ANALYZE keystore.subject_key`)
console.log(`${count} keys made in ${seconds(filling)} s`)

const alone = await writesDuring(() => setTimeout(20_000))
const before = await spent()
const begun = performance.now()
const during = await writesDuring(async () => {
  const { rewrapped, failed, heldMs } = await keepKeyEpochs(ctx, { rotate: true, signal })
  return { rewrapped, failed: failed.length, heldMs }
})
const tookSeconds = seconds(begun)
const after = await spent()
const scanning = performance.now()
const { old, stray, found } = await scanFields({
  ...ctx,
  transaction: (work, options) => ctx.transaction(work, { ...options, deadlineMs: 600_000 }),
})
const result = {
  keys: count,
  seconds: tookSeconds,
  keysPerSecond: Math.round(count / tookSeconds),
  ...during.result,
  // Whatever else the machine does, these stay.
  perKey: {
    workerCpuUs: Math.round((after.workerUs - before.workerUs) / count),
    databaseCpuUs: Math.round((after.databaseUs - before.databaseUs) / count),
    logBytes: Math.round((after.logBytes - before.logBytes) / count),
    inPlace: Math.round((100 * (after.inPlace - before.inPlace)) / count) / 100,
  },
  writes: during.writes,
  errors: during.errors,
  writeMs: during.ms,
  writeMsAlone: alone.ms,
  scanSeconds: seconds(scanning),
  old,
  stray,
  found: found.length,
  load: loadavg()[0]?.toFixed(1),
}
console.log(JSON.stringify(result))
await ground.close()

/** Fifty writes a second of another process while something goes on, and how long each took. */
async function writesDuring<T>(work: () => Promise<T>) {
  const writer = await ground.serve('key-writer.ts')
  let said = ''
  writer.output.on('data', (text: Buffer) => {
    said += text
  })
  const result = await work()
  await writer.stop()
  const lines = said.trim().split('\n')
  const took = lines
    .map(Number)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const at = (part: number) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0)
  const over100 = took.filter((ms) => ms > 100).length
  return {
    result,
    writes: took.length,
    errors: lines.length - took.length,
    ms: { median: at(0.5), p99: at(0.99), most: at(1), over100 },
  }
}

/** Processor time of this process and of all processes of PostgreSQL, the log written, and rows written into their own page. */
async function spent() {
  const [row] = await owner.db.execute<{ pid: number; log: string; hot: string }>(sql`
    SELECT pg_backend_pid() AS pid, pg_current_wal_lsn() - '0/0'::pg_lsn AS log,
      (SELECT n_tup_hot_upd FROM pg_stat_all_tables WHERE relid = 'keystore.subject_key'::regclass) AS hot`)
  const { user, system } = process.cpuUsage()
  return {
    workerUs: user + system,
    databaseUs: postgresMs(row?.pid ?? 0) * 1000,
    logBytes: Number(row?.log),
    inPlace: Number(row?.hot),
  }
}

function seconds(from: number): number {
  return Math.round((performance.now() - from) / 100) / 10
}
