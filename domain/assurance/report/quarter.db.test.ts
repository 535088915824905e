import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evidenceMeasurement } from '#db/schema/assurance.ts'
import { Denied } from '#domain/access/permissions.ts'
import { SudoNeeded } from '#domain/staff/sign-in/step-up.ts'
import { newId } from '#platform/ids.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { firstDayOf, lastDayOf, previousQuarter, quarterOf } from '#platform/time/quarter.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { workerFlags } from '../../../launch/worker-memory.mjs'
import { addFinding, planAudit, recordAudit } from '../audits/record-audit.ts'
import { measurementHash } from '../record/measurements.ts'
import { exportRegister, type RegisterWords } from './export-register.ts'
import { readQuarter } from './read-quarter.ts'
import { registerColumns } from './registers.ts'

const today = almatyDate(new Date())
const quarter = quarterOf(today)
const day = 86_400_000
const words: RegisterWords = {
  columns: Object.fromEntries(
    Object.values(registerColumns)
      .flat()
      .map((one) => [one, one]),
  ) as RegisterWords['columns'],
  value: (_, code) => code,
  figures: (kind) => kind,
}
const period = { from: firstDayOf(quarter), to: lastDayOf(quarter), words }

let portal: TestPortal
beforeAll(async () => {
  portal = await requestPortal()
})
afterAll(() => portal.close())

const textOf = async (pieces: AsyncIterable<string>) => {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

test('the report counts what the registers of the quarter have', async () => {
  const { ctx: auditor } = await staffContext(portal, ['auditor'])
  const before = await readQuarter(auditor, quarter)
  expect(before).toMatchObject({ audits: { audits: 0, found: 0 }, isRunning: true })

  const { ctx: officer, staffId } = await staffContext(portal, ['security-officer'])
  const { auditId } = await planAudit(officer, {
    kind: 'audit',
    scope: 'x',
    performer: 'y',
    plannedOn: today,
  })
  const report = { auditId, doneOn: today, reportName: 'r' }
  const file = { content: Buffer.from('%PDF-1.7'), type: { mediaType: 'application/pdf' } }
  expect(await recordAudit(officer, report, file)).toEqual({ status: 'done' })
  const finding = { auditId, title: 't', severity: 'low', ownerId: staffId, dueOn: today } as const
  expect(await addFinding(officer, finding)).toEqual({ status: 'done' })
  await addRequest(portal, 'access')
  const backup = { made_at: new Date(), folder: 'f', country: 'KZ' }
  const { db } = portal.database.owner
  await db.execute(sql`INSERT INTO backup (backup_id, made_at, folder, country, bytes, keystore_bytes, tables, rows, recipients, took_ms,
      horizon, origin, data_sums, keystore_sums)
    VALUES (${newId()}, ${backup.made_at.toISOString()}::timestamptz, 'f', 'KZ', 1, 1, 1, 1, 1, 1, '1'::xid8, 'o', '\\x00', '\\x00')`)
  for (const result of ['passed', 'damaged'])
    await db.execute(sql`INSERT INTO backup_drill (drill_id, at, result, tables, rows, log_records, took_ms)
      VALUES (${newId()}, now(), ${result}, 1, 1, 1, 1)`)
  const now = Date.now()
  // Red twice: kept, not kept, not kept, kept, not kept.
  for (const [at, failed] of [0, 1, 1, 0, 1].entries()) {
    const measuredAt = new Date(now - (5 - at) * 60_000)
    const figures = { audits: 1, thisQuarter: 1, missed: failed, daysLeft: 30 }
    const one = {
      evidence: 'audits-made' as const,
      measuredAt,
      expiresAt: new Date(now + day),
      periodFrom: null,
      figures,
    }
    await db.insert(evidenceMeasurement).values({ ...one, sha256: measurementHash(one) })
  }

  const after = await readQuarter(auditor, quarter)
  expect(after).toMatchObject({
    audits: { audits: 1, tests: 0, found: 1, closed: 0, overdue: 0 },
    backups: { made: 1, passed: 1, failed: 1 },
    review: { completedAt: null },
    evidence: { measured: 5, red: [{ evidence: 'audits-made', times: 2, isRed: true }] },
  })
  expect(after?.requests.find(({ kind }) => kind === 'access')).toMatchObject({ open: 1 })
  expect(after?.clearances.training).toBe((before?.clearances.training ?? 0) + 1)
  const last = await readQuarter(auditor, previousQuarter(quarter))
  expect(last).toMatchObject({ isRunning: false, audits: { audits: 0, found: 0 }, backups: { made: 0 } })
  expect(await readQuarter(auditor, `${Number(quarter.slice(0, 4)) + 1}-Q4`)).toBeNull()
  expect((await portal.audit()).filter(({ action }) => action === 'report.read')).toHaveLength(3)
})

test('each register is a file, on record, without a word of a person', async () => {
  const { ctx, stale } = await staffContext(portal, ['privacy-officer'])
  const { reference } = await addRequest(portal, 'rectification')
  const requests = await textOf(exportRegister(ctx, 'requests', period))
  expect(requests.split('\r\n')[0]).toBe(`\uFEFF${registerColumns.requests.join(';')}`)
  expect(requests).toContain(`${reference};rectification;`)
  for (const secret of ['Серікқызы', 'example.kz', '+7701']) expect(requests).not.toContain(secret)
  expect((await textOf(exportRegister(ctx, 'backups', period))).trim().split('\r\n')).toHaveLength(2)
  expect((await textOf(exportRegister(ctx, 'drills', period))).trim().split('\r\n')).toHaveLength(3)
  const evidence = await textOf(exportRegister(ctx, 'evidence', period))
  expect(evidence.trim().split('\r\n')).toHaveLength(6)
  expect(evidence).toContain('audits-made;')
  expect((await portal.audit()).filter(({ action }) => action === 'report.export')).toHaveLength(4)
  await expect(textOf(exportRegister(stale, 'requests', period))).rejects.toThrow(SudoNeeded)
})

test.each([
  ['support', false, false],
  ['security-officer', true, false],
  ['administrator', true, false],
] as const)('%s: reads %s, downloads %s', async (role, reads, downloads) => {
  const { ctx } = await staffContext(portal, [role])
  if (reads) expect(await readQuarter(ctx, quarter)).not.toBeNull()
  else await expect(readQuarter(ctx, quarter)).rejects.toThrow(Denied)
  if (!downloads) await expect(textOf(exportRegister(ctx, 'requests', period))).rejects.toThrow(Denied)
})

/** In a process of its own, with the worker's flags for memory, so that nothing but the export counts. Prints the lines and the most memory, in kilobytes. */
const exportsAll = `
  import { readFileSync } from 'node:fs'
  import { contextFor } from './domain/access/context.ts'
  import { exportRegister } from './domain/assurance/report/export-register.ts'
  import { registerColumns } from './domain/assurance/report/registers.ts'
  import { readEnvironment } from './platform/env.ts'
  import { openServices } from './platform/services.ts'
  const [from, to, staffId] = process.argv.slice(1)
  const services = openServices(readEnvironment(process.env), 'export')
  const actor = { kind: 'staff', staffId, roles: ['auditor'], clearance: true, sudo: true }
  const columns = Object.fromEntries(Object.values(registerColumns).flat().map((one) => [one, one]))
  let lines = 0
  for await (const piece of exportRegister(contextFor(services, { actor, locale: 'ru' }), 'requests', { from, to, words: { columns, value: (_, code) => code } }))
    lines += piece.split('\\r\\n').length - 1
  // resourceUsage() begins with what the process had that started this one.
  const kilobytes = Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  console.log(JSON.stringify({ lines, megabytes: kilobytes / 1024 }))
  process.exit(0)`

test('100,000 requests of five years need less than 300 MB', async () => {
  const { staffId } = await staffContext(portal, ['auditor'])
  const { db } = portal.database.owner
  const rows = await portal.system.transaction(async (tx) => tx.$count(sql`request`))
  await db.execute(sql`ALTER TABLE request DISABLE TRIGGER USER`)
  const fill = { deadlineMs: 60_000, settings: { 'app.reach': 'all' } }
  for (let from = 1; from <= 100_000; from += 10_000)
    await portal.database.owner.transaction(async (tx) => {
      await tx.execute(sql`INSERT INTO request (subject_id, request_id, reference, kind, status, channel, locale, filed_by_kind,
          received_at, due_at, closed_at, idempotency_key, body_sha256)
        SELECT gen_random_uuid(), gen_random_uuid(), 'N-' || n, 'access', 'fulfilled', 'web', 'kk', 'subject',
          now() - n * interval '26 minutes', now() - n * interval '26 minutes' + interval '3 days',
          now() - n * interval '26 minutes' + interval '1 day', 'n' || n, '\\x00'
        FROM generate_series(${from}::int, ${from + 9999}::int) n`)
      await tx.execute(sql`INSERT INTO request_step (subject_id, request_id, seq, step, to_status, actor_kind, at)
        SELECT subject_id, request_id, 1, 'file', 'received', 'subject', received_at FROM request
        WHERE reference IN (SELECT 'N-' || n FROM generate_series(${from}::int, ${from + 9999}::int) n)`)
    }, fill)
  await db.execute(sql`ANALYZE request, request_step`)
  const { env } = portal.services
  const args = [
    ...workerFlags,
    '--input-type=module',
    '--eval',
    exportsAll,
    '--',
    '2020-01-01',
    today,
    staffId,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(import.meta.dirname, '../../..'),
    maxBuffer: 2 ** 20,
    env: {
      ...process.env,
      DATABASE_URL: env.DATABASE_URL,
      SMTP_URL: env.SMTP_URL,
      AUTH_SECRET: env.AUTH_SECRET,
      SNAPSHOT_TOKEN: env.SNAPSHOT_TOKEN,
      PORTAL_KEYS_DIR: env.PORTAL_KEYS_DIR,
      PORTAL_SAMPLE_DATA: '1',
    },
  })
  const { lines, megabytes } = JSON.parse(stdout)
  console.info(`100,000 requests as CSV: ${Math.round(megabytes)} MB at most`)
  expect(lines).toBe(1 + 100_000 + rows)
  expect(megabytes).toBeLessThan(300)
}, 240_000)
