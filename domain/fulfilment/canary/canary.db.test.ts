import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { Denied } from '#domain/access/permissions.ts'
import { findSubject } from '#domain/people/subjects/ensure-subject.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { staffContext } from '#testing/requests.ts'
import { canarySubject } from '../rules/canary.ts'
import { countFailingSources, readSourceStates } from '../source-states/read-source-states.ts'
import { closeSources } from '../sources/open-sources.ts'
import { runCanary } from './run-canary.ts'

const signal = new AbortController().signal
const platformCanary = '00000000-0000-4000-8000-00000000ca4a'
let portal: TestPortal
let platform: TestDatabase
let crm: Awaited<ReturnType<typeof openCrm>>

beforeAll(async () => {
  platform = await testDatabase()
  await loadSamplePlatform(platform.ownerUrl, new Date('2026-11-23T12:00:00Z'))
  crm = await openCrm()
  portal = await testPortal({
    PLATFORM_DATABASE_URL: platform.ownerUrl,
    PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
    HTTP_SOURCES_FILE: httpSourcesFile(
      crmSettings(crm.url, crm.key, { canary: 'canary-1' }),
      crmSettings(crm.url, crm.key, { name: 'untried' }),
    ),
  })
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([crm.close(), portal.close(), platform.close()])
})

const states = async () => readSourceStates((await staffContext(portal, ['auditor'])).ctx)
const failing = async () => countFailingSources((await staffContext(portal, ['administrator'])).ctx)
const users = async () => {
  const [row] = await platform.owner.db.execute<{ all: number; canary: number; named: number }>(sql`
    SELECT count(*)::int AS all, (count(*) FILTER (WHERE external_id = ${platformCanary}))::int AS canary,
      (count(*) FILTER (WHERE full_name LIKE 'Canary%'))::int AS named FROM users`)
  return row
}

test('takes a test person through every source that allows it, and again the next night', async () => {
  const before = await users()
  for (const _night of [1, 2]) {
    expect(await runCanary(portal.system, signal)).toEqual({})
    portal.passTime(86_400_000)
    crm.clock.now = () => portal.services.clock.unmoved().getTime()
  }
  // The platform anonymises accounts: one row without a name stays, however many nights pass.
  expect(await users()).toEqual({ all: Number(before?.all) + 1, canary: 1, named: 0 })
  expect(crm.people.get('canary-1')).toEqual({ restricted: false, objected: false, records: [] })
  const types = [...crm.asked.values()].map(({ type }) => type)
  expect(new Set(types)).toEqual(
    new Set(['canary', 'access', 'rectification', 'restriction', 'objection', 'erasure']),
  )
  const seen = await states()
  expect(seen.map(({ source, canary }) => [source, canary === null ? null : canary.failure])).toEqual([
    ['platform', null],
    ['crm', null],
    ['untried', null],
    ['portal', null],
  ])
  expect(seen.filter(({ canary }) => canary !== null).map(({ source }) => source)).toEqual([
    'platform',
    'crm',
  ])
})

test('leaves nothing in the portal: no person, no request, no record of the audit log', async () => {
  expect(await findSubject(portal.system, platformCanary)).toBeNull()
  const { db } = portal.database.owner
  const tables = await db.execute<{ name: string }>(sql`
    SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN ('public', 'keystore', 'graphile_worker')`)
  for (const { name } of tables.filter((table) => !table.name.startsWith('_private'))) {
    const schema = name === 'subject_key' ? 'keystore' : name === 'migrations' ? 'graphile_worker' : 'public'
    const [row] = await db.execute<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM ${sql.identifier(schema)}.${sql.identifier(name)} t
      WHERE strpos(t::text, ${canarySubject}) > 0 OR strpos(t::text, ${platformCanary}) > 0`)
    expect(row?.n, name).toBe(0)
  }
})

test('a step that fails is named to administrators, and the trial is cleared away', async () => {
  const keep = crm.people.set.bind(crm.people)
  crm.people.set = (id, person) => {
    keep(id, person)
    crm.keepRecords(id)
    return crm.people
  }
  expect(await runCanary(portal.system, signal)).toEqual({ crm: { step: 'erase', code: 'left-over' } })
  expect((await states()).find(({ source }) => source === 'crm')?.canary?.failure).toEqual({
    step: 'erase',
    code: 'left-over',
  })
  expect(await failing()).toBe(1)
  crm.people.set = keep
  await platform.owner.db.execute(sql`ALTER TABLE users RENAME COLUMN restricted_at TO locked_at`)
  portal.passTime(86_400_000)
  const failures = await runCanary(portal.system, signal)
  expect(failures.platform).toEqual({ step: 'collect', code: 'refused' })
  expect(await users()).toMatchObject({ named: 0 })
  await platform.owner.db.execute(sql`ALTER TABLE users RENAME COLUMN locked_at TO restricted_at`)
  crm.down()
  portal.passTime(86_400_000)
  expect(await runCanary(portal.system, signal)).toEqual({ crm: { step: 'make', code: 'unavailable' } })
  crm.up()
  await expect(runCanary((await staffContext(portal, ['administrator'])).ctx, signal)).rejects.toThrow(Denied)
})

test('a test person whose id is that of a real one is refused, and nothing is touched', async () => {
  await portal.addPerson({ externalId: 'canary-1' })
  crm.addPerson('canary-1')
  const before = structuredClone(crm.people.get('canary-1'))
  portal.passTime(86_400_000)
  expect(await runCanary(portal.system, signal)).toEqual({ crm: { step: 'make', code: 'known-person' } })
  expect(crm.people.get('canary-1')).toEqual(before)
})
