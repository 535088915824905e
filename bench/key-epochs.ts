// How long a new master key takes, while people are written: `npm run bench -- key-epochs [keys]`, 1,000,000 by default. On a
// PostgreSQL of its own that flushes to disk as a real one does. Writes are those that touch the keystore: a key is made, read
// and destroyed, fifty times a second.
import { loadavg } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { toArrayLiteral } from '../db/arrays.ts'
import { keepKeyEpochs } from '../domain/people/key-epochs/keep-key-epochs.ts'
import { scanFields } from '../domain/people/key-epochs/scan-fields.ts'
import { destroyKey, newKey } from '../domain/people/record/person-records.ts'
import { findSubjectCipher } from '../domain/people/record/subject-fields.ts'
import { newFieldKey } from '../platform/crypto/field-cipher.ts'
import { newId } from '../platform/ids.ts'
import { openGround } from './ground.ts'

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

const alone = await writesDuring(() => setTimeout(10_000))
const begun = performance.now()
const during = await writesDuring(async () => {
  const { rewrapped, failed } = await keepKeyEpochs(ctx, { rotate: true, signal })
  return { rewrapped, failed: failed.length }
})
const tookSeconds = seconds(begun)
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

/** Fifty writes a second while something goes on, and how long each took. */
async function writesDuring<T>(work: () => Promise<T>) {
  const took: number[] = []
  let errors = 0
  const pending: Promise<void>[] = []
  const stop = new AbortController()
  const write = async () => {
    const from = performance.now()
    try {
      const { subjectId } = await ctx.transaction((tx) => newKey(tx, ctx.services))
      await ctx.transaction((tx) => findSubjectCipher(tx, keys, subjectId))
      await ctx.transaction((tx) => destroyKey(tx, subjectId))
      took.push(performance.now() - from)
    } catch {
      errors += 1
    }
  }
  const loop = (async () => {
    while (!stop.signal.aborted) {
      pending.push(write())
      await setTimeout(20)
    }
  })()
  const result = await work()
  stop.abort()
  await loop
  await Promise.all(pending)
  took.sort((a, b) => a - b)
  const at = (part: number) => Math.round(took[Math.floor((took.length - 1) * part)] ?? 0)
  return { result, writes: took.length, errors, ms: { median: at(0.5), p99: at(0.99), most: at(1) } }
}

function seconds(from: number): number {
  return Math.round((performance.now() - from) / 100) / 10
}
