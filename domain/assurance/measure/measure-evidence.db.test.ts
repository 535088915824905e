import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { evidenceIds as all } from '#db/schema/assurance-codes.ts'
import { Denied } from '#domain/access/permissions.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { jobsOf } from '#testing/requests.ts'
import { staffActor } from '#testing/webhooks.ts'
import { readTrust } from '../trust/read-trust.ts'
import { measureEvidence } from './measure-evidence.ts'

const HOUR = 3_600_000
let portal: TestPortal
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portal-log-'))
  portal = await testPortal({ AUDIT_CHECKPOINT_DIR: folder })
})
afterEach(() => portal.close())

// The portal of a test has no address with TLS (`connections-saboteur.db.test.ts`) and has counted no use (`usage-saboteur.db.test.ts`).
const notMeasured = ['connections-encrypted', 'improvement-consented', 'analytics-consented']
const evidenceIds = all.filter((id) => !notMeasured.includes(id))
const asOwner = (statement: string) => portal.database.owner.db.execute(sql.raw(statement))
const measured = async () => (await measureEvidence(portal.system)).measured
const states = async () => {
  const { clauses } = await readTrust(portal.visitor)
  const views = clauses.flatMap(({ evidence }) => evidence).filter(({ id }) => !notMeasured.includes(id))
  return [...new Set(views.map(({ state }) => state))]
}

test('everything is measured once in its span, each with an audit record that names it by its hash', async () => {
  expect(await states()).toEqual(['unknown'])
  expect(await measured()).toEqual(evidenceIds)
  expect(await measured()).toEqual([])
  const records = await portal.database.owner.db.execute<{ resource: string; fields: string[] }>(
    sql`SELECT resource, fields FROM audit_event WHERE action = 'evidence.measure' ORDER BY audit_id`,
  )
  expect(records).toHaveLength(evidenceIds.length)
  const { sha256, measuredAt, expiresAt, from } = await evidenceOf(portal, 'actions-recorded')
  expect(records.map(({ resource }) => resource)).toContain(`evidence:actions-recorded/${sha256}`)
  expect(Date.parse(expiresAt ?? '') - Date.parse(measuredAt ?? '')).toBe(13 * HOUR)
  expect(Date.parse(measuredAt ?? '') - Date.parse(from ?? '')).toBe(30 * 24 * HOUR)
  expect(await jobsOf(portal, 'render-snapshots')).toHaveLength(1)
})

test('without a worker every value expires, whatever it said', async () => {
  await measured()
  expect(await states()).not.toContain('unknown')
  portal.moveClock(13 * HOUR)
  expect(await stateOf(portal, 'keys-current')).toBe('unknown')
  expect(await stateOf(portal, 'audit-log-verified')).not.toBe('unknown')
  portal.moveClock(36 * HOUR)
  expect(await states()).toEqual(['unknown'])
  await measureAgain(portal)
  expect(await states()).not.toContain('unknown')
})

test('what cannot be measured gets no value, and the others do', async () => {
  await measured()
  await asOwner('ALTER TABLE request_step RENAME TO hidden_step')
  await expect(measureAgain(portal, 13 * HOUR)).rejects.toThrow('not measured: actions-recorded')
  expect(await stateOf(portal, 'actions-recorded')).toBe('unknown')
  expect(await stateOf(portal, 'access-in-time')).toBe('neutral')
})

test('two workers at once write one value', async () => {
  const both = await Promise.all([measured(), measured()])
  expect(both.flat().length).toBeGreaterThanOrEqual(evidenceIds.length)
  expect(await states()).not.toContain('unknown')
})

test('a measurement of a clock that was ahead does not count', async () => {
  portal.moveClock(100 * HOUR)
  await measured()
  portal.moveClock(-100 * HOUR)
  expect(await states()).toEqual(['unknown'])
  expect(await measured()).toEqual(evidenceIds)
})

describe('nobody makes a value', () => {
  test('the app can neither change nor delete one', async () => {
    await measured()
    const app = portal.database.app.db
    await expect(app.execute(sql`UPDATE evidence_measurement SET figures = '{}'`)).rejects.toThrow()
    await expect(app.execute(sql`DELETE FROM evidence_measurement`)).rejects.toThrow()
  })

  test('only the portal itself measures', async () => {
    for (const ctx of [portal.visitor, portal.as(staffActor('administrator'))])
      await expect(measureEvidence(ctx)).rejects.toThrow(Denied)
  })
})
