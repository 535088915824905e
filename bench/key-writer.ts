// Fifty writes a second that touch the keystore, for `bench/key-epochs.ts`: a key is made and read, and one that was there before is
// destroyed, as when a person comes and another is erased. Prints the milliseconds of each, or `error`.
import { setTimeout } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { contextFor } from '../domain/access/context.ts'
import { destroyKey, newKey } from '../domain/people/record/person-records.ts'
import { findSubjectCipher } from '../domain/people/record/subject-fields.ts'
import { readEnvironment } from '../platform/env.ts'
import { openServices } from '../platform/services.ts'

const services = openServices(readEnvironment(process.env), 'bench-writer')
const ctx = contextFor(services, { actor: { kind: 'system', task: 'bench' }, locale: 'ru' })
const rows = await ctx.transaction((tx) =>
  tx.execute<{ id: string }>(sql`
    SELECT subject_id AS id FROM keystore.subject_key TABLESAMPLE SYSTEM (10) ORDER BY random() LIMIT 20000`),
)
const older = rows.map(({ id }) => id)
const stop = new AbortController()
process.once('SIGTERM', () => stop.abort())
console.log('ready')

async function write() {
  const from = performance.now()
  try {
    const gone = older.pop()
    const { subjectId } = await ctx.transaction((tx) => newKey(tx, services))
    await ctx.transaction((tx) => findSubjectCipher(tx, services.keys, subjectId))
    await ctx.transaction((tx) => destroyKey(tx, gone ?? subjectId))
    console.log((performance.now() - from).toFixed(1))
  } catch {
    console.log('error')
  }
}

const pending: Promise<void>[] = []
for (let next = performance.now(); !stop.signal.aborted; next += 20) {
  pending.push(write())
  await setTimeout(Math.max(0, next + 20 - performance.now()))
}
await Promise.all(pending)
await services.database.close()
