// How long the audit log takes to verify: `npm run bench -- audit-verify [records]`, 1,000,000 by default. Records are written by SQL and
// sealed by the portal, so each has a salt, a leaf and its place in a signed tree.
import { mkdtempSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { contextFor } from '#domain/access/context.ts'
import { openOutsideFiles } from '#domain/audit/log/outside-files.ts'
import { sealRecords } from '#domain/audit/log/seal-records.ts'
import { startLog } from '#domain/audit/log/start-log.ts'
import { verifyLog } from '#domain/audit/verify/verify-log.ts'
import { makeLogKey, openLogKey } from '#platform/crypto/log-key.ts'
import { openGround } from './ground.ts'

const records = Number(process.argv[2] ?? 1_000_000)
const ground = await openGround()
const { ctx, owner } = ground
const { keysDir } = ctx.services.env
const outside = openOutsideFiles(mkdtempSync(join(tmpdir(), 'portal-bench-log-')))
// As `portal-prepare` does: the role of the app cannot register a log.
const asOwner = contextFor({ ...ctx.services, database: owner }, { actor: ctx.actor, locale: ctx.locale })
await startLog(asOwner, { makeKey: () => makeLogKey(keysDir), outside })
const seconds = (from: number) => Math.round((performance.now() - from) / 100) / 10

const sealing = performance.now()
const atOnce = 20_000
for (let sealed = 0, written = 0; sealed < records; ) {
  if (sealed >= written) {
    const more = Math.min(atOnce, records - written)
    await owner.db.execute(sql`
      INSERT INTO audit_event (audit_id, actor_kind, actor_id, action, subject_id, resource, request_id)
      SELECT uuidv7(), 'subject', gen_random_uuid()::text, 'consent.grant', gen_random_uuid(), 'consent_event:' || n % 60, md5(n::text)
      FROM generate_series(1, ${more}::int) n`)
    await owner.db.execute(sql`ANALYZE audit_event, audit_leaf`)
    written += more
  }
  sealed += await sealRecords(ctx, { key: openLogKey(keysDir), outside })
}
const sealSeconds = seconds(sealing)
await owner.db.execute(sql`VACUUM ANALYZE audit_event, audit_leaf, audit_tile_hash`)

const cpu = process.cpuUsage()
const verifying = performance.now()
const { size, faults } = await verifyLog(ctx, { outside })
const verifySeconds = seconds(verifying)
const { user, system } = process.cpuUsage(cpu)
if (faults.length > 0 || size < records) throw new Error(JSON.stringify(faults.slice(0, 3)))
const cpuSeconds = Math.round((user + system) / 100_000) / 10
const load = loadavg()[0]?.toFixed(1)
const mostMemoryMb = Math.round(process.resourceUsage().maxRSS / 1024)
const timed = { sealSeconds, verifySeconds, cpuSeconds, mostMemoryMb, load }
console.log(JSON.stringify({ bench: 'audit-verify', records: size, ...timed }))
await ground.close()
