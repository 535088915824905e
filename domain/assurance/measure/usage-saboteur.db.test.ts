import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSamplePlatform } from '#db/seed/platform/load.ts'
import { closeSources } from '#domain/fulfilment/sources/open-sources.ts'
import { countUsage } from '#domain/fulfilment/usage/count-usage.ts'
import { type ConsentPortal, consentPortal, decide } from '#testing/consent.ts'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { evidenceOf, measureAgain, stateOf } from '#testing/evidence.ts'

// Each test breaks the real thing and touches no measurement: the value turns by itself.

const HOUR = 3_600_000
let portal: ConsentPortal
let platform: TestDatabase
const people: string[] = []

beforeAll(async () => {
  platform = await testDatabase()
  // The copy is of the portal: its tables are no part of the platform.
  await platform.owner.db.execute(sql`DROP SCHEMA public, keystore CASCADE`)
  await platform.owner.db.execute(sql`CREATE SCHEMA public`)
  const { learners } = await loadSamplePlatform(platform.ownerUrl, new Date())
  portal = await consentPortal(undefined, {
    PLATFORM_DATABASE_URL: platform.ownerUrl,
    PLATFORM_DATABASE_WRITE_URL: platform.ownerUrl,
  })
  for (const { externalId } of learners.slice(0, 40)) {
    const { subjectId } = await portal.addPerson({ externalId })
    people.push(subjectId)
    const own = portal.subject(subjectId)
    for (const purpose of ['analytics', 'improvement'] as const)
      await decide(own, subjectId, { decision: 'granted', purpose })
  }
}, 120_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

const asOwner = (statement: string) => portal.database.owner.db.execute(sql.raw(statement))
const ids = ['analytics-consented', 'improvement-consented'] as const
const states = async () => [await stateOf(portal, ids[0]), await stateOf(portal, ids[1])]
/** The nightly job, a day later. */
const nextNight = async () => {
  portal.passTime(24 * HOUR)
  await countUsage(portal.system, new AbortController().signal)
  await measureAgain(portal)
}

test('a person who withdraws, and no run follows: amber, then red; with the next run green again', async () => {
  await nextNight()
  expect(await states()).toEqual(['kept', 'kept'])
  const { figures } = await evidenceOf(portal, 'analytics-consented')
  expect(figures).toMatchObject({ without: 0, exposed: 0 })
  expect(figures?.people).toBeGreaterThan(20)
  expect(figures?.smallest).toBeGreaterThanOrEqual(10)

  const [first = ''] = people
  for (const purpose of ['analytics', 'improvement'] as const)
    await decide(portal.subject(first), first, { decision: 'withdrawn', purpose })
  await measureAgain(portal, 18 * HOUR)
  expect(await states()).toEqual(['kept', 'kept'])
  await measureAgain(portal)
  expect(await states()).toEqual(['due', 'due'])
  await measureAgain(portal, 24 * HOUR)
  expect(await states()).toEqual(['broken', 'broken'])

  await nextNight()
  expect(await states()).toEqual(['kept', 'kept'])
})

test.each(['analytics', 'improvement'])(
  'somebody is counted for %s whose consent is not in the ledger',
  async (purpose) => {
    const id = purpose === 'analytics' ? ids[0] : ids[1]
    const [, second = ''] = people
    await decide(portal.subject(second), second, {
      decision: 'withdrawn',
      purpose: purpose as 'analytics' | 'improvement',
    })
    const say = (decision: string) =>
      asOwner(`SELECT set_config('app.reach', 'all', false); UPDATE consent_state SET decision = '${decision}'
      WHERE subject_id = '${second}' AND purpose = '${purpose}'`)
    await say('granted')
    await nextNight()
    expect(await evidenceOf(portal, id)).toMatchObject({ state: 'broken', figures: { without: 1 } })
    await say('withdrawn')
    await nextNight()
    expect(await evidenceOf(portal, id)).toMatchObject({ state: 'kept', figures: { without: 0 } })
  },
)

test('a count of fewer than ten that somebody brings back into the stored figures', async () => {
  const before = await states()
  expect(before).toEqual(['kept', 'kept'])
  await asOwner(`SELECT set_config('app.reach', 'all', false); UPDATE usage_count SET people = 3
    WHERE ctid = (SELECT ctid FROM usage_count WHERE statistic = 'courses' AND people IS NULL LIMIT 1)`)
  await measureAgain(portal)
  const { state, figures } = await evidenceOf(portal, 'analytics-consented')
  expect({ state, smallest: figures?.smallest }).toEqual({ state: 'broken', smallest: 3 })
  expect(figures?.exposed).toBeGreaterThanOrEqual(1)
})

test('finds a withdrawal that never reached the platform, whose own table still allows the message', async () => {
  const choice = { purpose: 'communication', topic: 'new-materials', channel: 'email' } as const
  for (const subjectId of people.slice(0, 12)) {
    const own = portal.subject(subjectId)
    await decide(own, subjectId, { decision: 'granted', ...choice })
    await decide(own, subjectId, { decision: 'withdrawn', ...choice })
  }
  await platform.owner.db.execute(sql`DELETE FROM notification_preferences`)
  await measureAgain(portal)
  const figures = { allowed: 0, stillAllowed: 0 }
  expect(await evidenceOf(portal, 'withdrawals-obeyed')).toMatchObject({ state: 'kept', figures })
  await platform.owner.db.execute(sql`
    INSERT INTO notification_preferences (user_id, topic, channel, allowed, updated_at)
    SELECT id, 'new-materials', 'email', true, now() FROM users ORDER BY id LIMIT 1`)
  await measureAgain(portal)
  const broken = { state: 'broken', figures: { ...figures, stillAllowed: 1 } }
  expect(await evidenceOf(portal, 'withdrawals-obeyed')).toMatchObject(broken)
})

test('a state that says granted where the ledger does not', async () => {
  await measureAgain(portal, 24 * HOUR)
  const { figures } = await evidenceOf(portal, 'answers-supported')
  expect(figures).toMatchObject({ different: 0 })
  expect(await stateOf(portal, 'answers-supported')).toBe('kept')
  const [, , third = ''] = people
  await asOwner(`SELECT set_config('app.reach', 'all', false); UPDATE consent_state SET decision = 'granted'
    WHERE subject_id = '${third}' AND purpose = 'communication'`)
  await measureAgain(portal, 24 * HOUR)
  expect(await evidenceOf(portal, 'answers-supported')).toMatchObject({
    state: 'broken',
    figures: { different: 1 },
  })
})
