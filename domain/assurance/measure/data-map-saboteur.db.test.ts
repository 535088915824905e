import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { runCanary } from '#domain/fulfilment/canary/run-canary.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'

// Each test breaks the real thing and touches no measurement: the value turns by itself.

const HOUR = 3_600_000
let portal: TestPortal
let platform: TestDatabase
let crm: Awaited<ReturnType<typeof openCrm>>

beforeAll(async () => {
  platform = await testDatabase()
  // The copy is of the portal: its tables are no part of the platform.
  await platform.owner.db.execute(sql`DROP SCHEMA public, keystore CASCADE`)
  await platform.owner.db.execute(sql`CREATE SCHEMA public`)
  await loadSamplePlatform(platform.ownerUrl, new Date('2026-11-23T12:00:00Z'))
  crm = await openCrm()
  portal = await testPortal({
    PLATFORM_DATABASE_URL: platform.ownerUrl,
    PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
    HTTP_SOURCES_FILE: httpSourcesFile(crmSettings(crm.url, crm.key, { canary: 'canary-1' })),
  })
  crm.clock.now = () => portal.services.clock.unmoved().getTime()
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([crm.close(), portal.close(), platform.close()])
})

const onPlatform = (statement: string) => platform.owner.db.execute(sql.raw(statement))
const tryAll = () => runCanary(portal.system, new AbortController().signal)

test('a column with birthdays that nobody declared, and a declared one that is gone', async () => {
  await measureAgain(portal)
  const figures = { undeclared: 0, missing: 0 }
  expect(await evidenceOf(portal, 'columns-mapped')).toMatchObject({
    state: 'kept',
    withheld: false,
    figures,
  })

  await onPlatform('ALTER TABLE users ADD COLUMN birth_date date')
  await measureAgain(portal)
  const undeclared = { state: 'broken', figures: { ...figures, undeclared: 1 } }
  expect(await evidenceOf(portal, 'columns-mapped')).toMatchObject(undeclared)
  await onPlatform('ALTER TABLE users DROP COLUMN birth_date')
  await measureAgain(portal)
  expect(await stateOf(portal, 'columns-mapped')).toBe('kept')

  await onPlatform('ALTER TABLE users RENAME COLUMN locale TO language_code')
  await measureAgain(portal)
  const missing = { state: 'broken', figures: { ...figures, missing: 1 } }
  expect(await evidenceOf(portal, 'columns-mapped')).toMatchObject(missing)
  await onPlatform('ALTER TABLE users RENAME COLUMN language_code TO locale')
})

test('a database that cannot be read: its last value expires', async () => {
  await measureAgain(portal)
  expect(await stateOf(portal, 'columns-mapped')).toBe('kept')
  await closeSources(portal.services)
  const { services } = portal
  const env = { ...services.env, PLATFORM_DATABASE_URL: 'postgres://127.0.0.1:9/none' }
  const given = { ...services, env }
  portal.services = given
  await expect(measureAgain(portal, 14 * HOUR)).rejects.toThrow('not measured: columns-mapped')
  expect(await stateOf(portal, 'columns-mapped')).toBe('unknown')
  await closeSources(given)
  portal.services = services
})

test('trials that nobody runs any more, and a system that keeps what it should delete', async () => {
  await measureAgain(portal)
  const figures = { systems: 2, allowed: 2, failed: 0, untried: 2, oldestHours: null }
  expect(await evidenceOf(portal, 'systems-tried')).toMatchObject({ state: 'due', withheld: false, figures })
  expect(await tryAll()).toEqual({})
  await measureAgain(portal)
  const tried = { ...figures, untried: 0, oldestHours: 6 }
  expect(await evidenceOf(portal, 'systems-tried')).toMatchObject({ state: 'kept', figures: tried })

  await measureAgain(portal, 20 * HOUR)
  expect(await evidenceOf(portal, 'systems-tried')).toMatchObject({
    state: 'due',
    figures: { oldestHours: 26 },
  })
  await measureAgain(portal, 24 * HOUR)
  expect(await evidenceOf(portal, 'systems-tried')).toMatchObject({
    state: 'broken',
    figures: { failed: 0, oldestHours: 50 },
  })
  expect(await tryAll()).toEqual({})
  await measureAgain(portal)
  expect(await stateOf(portal, 'systems-tried')).toBe('kept')

  const keep = crm.people.set.bind(crm.people)
  crm.people.set = (id, person) => {
    keep(id, person)
    crm.keepRecords(id)
    return crm.people
  }
  portal.passTime(24 * HOUR)
  expect(await tryAll()).toEqual({ crm: { step: 'erase', code: 'left-over' } })
  await measureAgain(portal)
  expect(await evidenceOf(portal, 'systems-tried')).toMatchObject({ state: 'broken', figures: { failed: 1 } })
  crm.people.set = keep
  expect(await tryAll()).toEqual({})
  await measureAgain(portal)
  expect(await stateOf(portal, 'systems-tried')).toBe('kept')
})
