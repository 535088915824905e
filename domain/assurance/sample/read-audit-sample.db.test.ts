import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { almatyDate } from '#platform/time/almaty-time.ts'
import { addDays } from '#platform/time/local-date.ts'
import { testLog } from '#testing/audit-log.ts'
import type { TestPortal } from '#testing/people.ts'
import { addRequest, requestPortal, staffContext } from '#testing/requests.ts'
import { SAMPLE_SIZE } from '../rules/audit-sample.ts'
import { drawCommands, drawFiles } from '../rules/draw-commands.ts'
import { readAuditSample } from './read-audit-sample.ts'

let portal: TestPortal
const references: string[] = []
const today = almatyDate(new Date())
const [from, to] = [addDays(today, -40), addDays(today, -10)]
beforeAll(async () => {
  portal = await requestPortal()
  for (let n = 0; n < 30; n++) references.push((await addRequest(portal, 'access')).reference)
  const { db } = portal.database.owner
  await db.execute(sql`ALTER TABLE request DISABLE TRIGGER request_status`)
  await db.execute(sql`UPDATE request SET received_at = ${`${to}T09:00:00Z`}::timestamptz`)
  // One before the period and one after it.
  await db.execute(sql`UPDATE request SET received_at = ${`${addDays(from, -1)}T09:00:00Z`}::timestamptz
    WHERE reference = ${references[0]}`)
  await db.execute(sql`UPDATE request SET received_at = ${`${addDays(to, 1)}T09:00:00Z`}::timestamptz
    WHERE reference = ${references[1]}`)
  await db.execute(sql`ALTER TABLE request ENABLE TRIGGER request_status`)
  // Whose processing is restricted is drawn like others.
  await db.execute(sql`INSERT INTO processing_restriction (subject_id, request_id, blocking, since)
    SELECT subject_id, request_id, true, now() FROM request WHERE reference = ${references[2]}`)
})
afterAll(() => portal.close())

test('an auditor draws from all requests of the period, on record, and stock tools draw the same', async () => {
  const { ctx: auditor, staffId } = await staffContext(portal, ['auditor'])
  expect(await readAuditSample(auditor, { from, to, day: today })).toBeNull()

  const log = await testLog(portal)
  await log.write('a')
  await log.seal()
  const [first] = await portal.database.owner.db.execute<{ note: string }>(
    sql`SELECT note FROM audit_checkpoint ORDER BY signed_at LIMIT 1`,
  )
  await log.write('b')
  await log.seal()
  const sample = await readAuditSample(auditor, { from, to, day: today })
  if (!sample) throw new Error('nothing was drawn')
  expect(sample.checkpoint).toBe(first?.note)
  expect(sample.references).toEqual(references.slice(2).toSorted())
  expect(sample.drawn).toHaveLength(SAMPLE_SIZE)
  expect(await readAuditSample(auditor, { from, to, day: today })).toEqual(sample)

  const folder = mkdtempSync(join(tmpdir(), 'portal-draw-'))
  writeFileSync(join(folder, drawFiles.checkpoint), sample.checkpoint)
  writeFileSync(join(folder, drawFiles.references), sample.references.map((one) => `${one}\n`).join(''))
  const { stdout } = await promisify(execFile)('bash', ['-c', drawCommands(SAMPLE_SIZE)], { cwd: folder })
  expect(stdout.trim().split('\n')).toEqual(sample.drawn)

  const recorded = (await portal.audit()).filter(({ action }) => action === 'audit.sample')
  expect(recorded).toHaveLength(3)
  expect(recorded[0]).toMatchObject({ actorKind: 'staff', actorId: staffId })
})

test('a day that has not come draws nothing', async () => {
  const auditor = (await staffContext(portal, ['auditor'])).ctx
  expect(await readAuditSample(auditor, { from, to, day: addDays(today, 1) })).toBeNull()
})

test.each(['support', 'privacy-officer', 'security-officer', 'administrator'] as const)(
  '%s may not',
  async (role) => {
    const { ctx } = await staffContext(portal, [role])
    await expect(readAuditSample(ctx, { from, to, day: today })).rejects.toThrow(Denied)
  },
)
