// How long a record of the audit log waits for its seal: `npm run bench -- sealing [records]`, 50 by default, each committed by itself, ten
// a second, with the worker's own sealer. From the record's time, which is the beginning of its transaction, to the signed head that covers it.
import { mkdtempSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { startLog } from '#domain/audit/log/start-log.ts'
import { append } from '#domain/audit/record/append.ts'
import { makeLogKey } from '#platform/crypto/log-key.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { runSealer } from '../worker/run-sealer.ts'
import { openGround } from './ground.ts'

const records = Number(process.argv[2] ?? 50)
const ground = await openGround()
const { ctx, owner } = ground
const checkpointDir = mkdtempSync(join(tmpdir(), 'portal-bench-log-'))
const services = { ...ctx.services, env: { ...ctx.services.env, checkpointDir } }
const outside = openOutsideFiles(checkpointDir)
// Only the owner may begin a log.
const asOwner = contextFor({ ...services, database: owner }, { actor: ctx.actor, locale: ctx.locale })
await startLog(asOwner, { makeKey: () => makeLogKey(services.env.keysDir), outside })
const mailer = openMailer('smtp://127.0.0.1:9', 'Portal <portal@sample.test>')
const sealer = runSealer({ services, mailer, platform: null })

for (let index = 0; index < records; index += 1) {
  await ctx.transaction((tx) => append(tx, ctx.auditedAs, { action: 'evidence.measure' }))
  await sleep(100)
}
const waits = async () => {
  const rows = await owner.db.execute<{ ms: number }>(sql`
    SELECT extract(epoch FROM (SELECT min(c.signed_at) FROM audit_checkpoint c WHERE c.size > l.leaf_index) - e.at)::float8 * 1000 AS ms
    FROM audit_event e JOIN audit_leaf l USING (audit_id) WHERE e.action = 'bench.seal'`)
  return rows.map(({ ms }) => Math.round(ms)).toSorted((a, b) => a - b)
}
while ((await waits()).length < records) await sleep(100)
const found = await waits()
const at = (share: number) => found[Math.ceil(found.length * share) - 1]
const load = loadavg()[0]?.toFixed(1)
console.log(
  JSON.stringify({ bench: 'sealing', records, medianMs: at(0.5), p95Ms: at(0.95), mostMs: at(1), load }),
)
await sealer.stop()
mailer.close()
await ground.close()
