import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { takeCosignature } from '#domain/audit/witness/take-cosignature.ts'
import { testLog } from '#testing/audit-log.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { testWitness } from '#testing/witness.ts'

// Each test breaks the real thing and touches no measurement: the value turns by itself.

const HOUR = 3_600_000
const DAY = 24 * HOUR
const folder = mkdtempSync(join(tmpdir(), 'portal-log-'))
const witnesses = join(folder, 'witnesses')
const witness = testWitness()
let portal: TestPortal
let log: Awaited<ReturnType<typeof testLog>>
beforeAll(async () => {
  writeFileSync(witnesses, '')
  portal = await testPortal({ AUDIT_WITNESSES_FILE: witnesses, AUDIT_CHECKPOINT_DIR: folder })
  log = await testLog(portal, folder)
})
afterAll(() => portal?.close())

async function cosigned() {
  await measureAgain(portal)
  const { state, figures } = await evidenceOf(portal, 'log-cosigned')
  return { state, figures }
}

/** A witness that looked so many days ago and has not come back. */
async function cosign(daysAgo: number) {
  await log.write('something')
  await log.seal()
  const note = witness.cosign(
    log.outside.readCheckpoint() ?? '',
    new Date(portal.services.clock.unmoved().getTime() - daysAgo * DAY),
  )
  expect(await takeCosignature(portal.visitor, note)).toBe('taken')
}

test('a witness that stays away: amber after a week, red after a month', async () => {
  const none = { witnesses: 0, records: null, daysSince: null }
  expect(await cosigned()).toEqual({ state: 'neutral', figures: none })
  writeFileSync(witnesses, `${witness.key}\n`)
  const registered = { ...none, witnesses: 1, daysSince: 0 }
  expect(await cosigned()).toEqual({ state: 'kept', figures: registered })
  for (const [days, state] of [
    [40, 'broken'],
    [31, 'broken'],
    [30, 'due'],
    [7, 'due'],
    [6, 'kept'],
  ] as const) {
    await cosign(days)
    expect(await cosigned(), `${days} days`).toMatchObject({ state, figures: { daysSince: days } })
  }
})

test('a row that no registered witness signed does not count, nor one of a witness that is not registered any more', async () => {
  await portal.database.owner.db.execute(
    sql`UPDATE audit_cosignature SET cosigned_at = now(), line = line || 'A' WHERE size = (SELECT max(size) FROM audit_cosignature)`,
  )
  expect(await cosigned()).toMatchObject({ state: 'due', figures: { daysSince: 7 } })
  writeFileSync(witnesses, `${testWitness('other.example/witness').key}\n`)
  await portal.database.owner.db.execute(
    sql`UPDATE audit_log SET started_at = started_at - interval '32 days'`,
  )
  expect(await cosigned()).toMatchObject({ state: 'broken', figures: { witnesses: 1, records: null } })
})

test('a log that nobody seals: amber after ten minutes, red after a day', async () => {
  const verified = async () => {
    await measureAgain(portal, DAY)
    return evidenceOf(portal, 'audit-log-verified')
  }
  // Records that wait: the sealer stands still, and their time passes.
  const wait = (minutes: number) =>
    portal.database.owner.db.execute(
      sql`UPDATE audit_event e SET at = clock_timestamp() - make_interval(mins => ${minutes})
        WHERE NOT EXISTS (SELECT FROM audit_leaf l WHERE l.audit_id = e.audit_id)`,
    )
  await log.seal()
  await log.write('waits')
  await wait(9)
  expect(await verified()).toMatchObject({ state: 'kept', figures: { faults: 0 } })
  await wait(11)
  expect(await verified()).toMatchObject({ state: 'due', figures: { faults: 0 } })
  await wait(1441)
  expect(await verified()).toMatchObject({ state: 'broken', figures: { faults: 0 } })
  await log.seal()
  expect(await verified()).toMatchObject({ state: 'kept', figures: { faults: 0 } })
})

test('a verifier that stops: after 49 hours the value says nothing more, while others go on', async () => {
  const verified = () => stateOf(portal, 'audit-log-verified')
  await log.seal()
  await measureAgain(portal, DAY)
  expect(await verified()).toBe('kept')
  // The disk does not give the checkpoint outside the database any more: the job cannot compare it.
  const { checkpointFile } = log.outside
  renameSync(checkpointFile, `${checkpointFile}.away`)
  mkdirSync(checkpointFile)
  for (const _ of [1, 2])
    await expect(measureAgain(portal, DAY)).rejects.toThrow('not measured: audit-log-verified')
  portal.passTime(HOUR / 2)
  expect(await verified()).toBe('kept')
  portal.passTime(HOUR / 2)
  expect(await verified()).toBe('unknown')
  expect(await stateOf(portal, 'log-cosigned')).not.toBe('unknown')
  rmSync(checkpointFile, { recursive: true })
  renameSync(`${checkpointFile}.away`, checkpointFile)
  await measureAgain(portal)
  expect(await verified()).toBe('kept')

  // The worker is gone: no job runs, and only time passes.
  portal.passTime(48.5 * HOUR)
  expect(await verified()).toBe('kept')
  portal.passTime(HOUR / 2)
  expect(await verified()).toBe('unknown')
})

test('a record of the audit log that is changed afterwards', async () => {
  await log.write('one', 'two', 'three')
  await log.seal()
  await measureAgain(portal, DAY)
  expect(await evidenceOf(portal, 'audit-log-verified')).toMatchObject({
    state: 'kept',
    figures: { faults: 0 },
  })
  await portal.database.owner.db.execute(sql`UPDATE audit_event SET reason = 'other' WHERE action = 'two'`)
  await log.seal()
  await measureAgain(portal, DAY)
  expect(await evidenceOf(portal, 'audit-log-verified')).toMatchObject({
    state: 'broken',
    figures: { faults: 1 },
  })
})
