import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { append } from '#domain/audit/record/append.ts'
import { openMailer } from '#platform/mail/send-mail.ts'
import { testAction, testLog } from '#testing/audit-log.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { until } from '#testing/worker.ts'
import { pauseMs, runSealer } from './run-sealer.ts'

let portal: TestPortal
let sealer: ReturnType<typeof runSealer>
let warnings = 0
beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portal-sealer-'))
  portal = await testPortal({ AUDIT_CHECKPOINT_DIR: folder })
  await testLog(portal, folder)
  const mailer = openMailer('smtp://127.0.0.1:9', 'Portal <portal@sample.test>')
  warnings = 0
  const warn = () => {
    warnings += 1
  }
  const log = Object.assign(Object.create(portal.services.log), { warn })
  sealer = runSealer({ services: { ...portal.services, log }, mailer, platform: null })
})
afterEach(async () => {
  await sealer.stop()
  await portal.close()
})

const write = (action: string) =>
  portal.system.transaction((tx) => append(tx, portal.system.auditedAs, { action: testAction(action) }))
/** How many of the records of this action have a leaf. */
async function sealed(action: string): Promise<number> {
  const [row] = await portal.database.owner.db.execute<{ n: number }>(sql`
    SELECT count(*)::int AS n FROM audit_event e JOIN audit_leaf l USING (audit_id) WHERE e.action = ${action}`)
  return row?.n ?? 0
}

test('each of 50 records that are committed one after the other gets a leaf, and the sealer pauses for half a second at most', async () => {
  for (let index = 0; index < 50; index += 1) await write('test.seal')
  // Two seconds on a quiet machine, which the bench measures; here others may hold the log's horizon back.
  await until(async () => (await sealed('test.seal')) === 50, 60_000)
  expect(pauseMs).toBeLessThanOrEqual(500)
})

test('goes on after the database refused once', async () => {
  const { owner } = portal.database
  await owner.db.execute(sql`ALTER TABLE audit_leaf RENAME TO audit_leaf_away`)
  await write('test.later')
  await until(() => warnings > 0, 60_000)
  await owner.db.execute(sql`ALTER TABLE audit_leaf_away RENAME TO audit_leaf`)
  await until(async () => (await sealed('test.later')) === 1, 60_000)
})
