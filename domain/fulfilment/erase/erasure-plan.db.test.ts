import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { addFullLearner, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { closeSources } from '../sources/open-sources.ts'
import { readErasurePlan } from './read-erasure-plan.ts'

let portal: TestPortal
let platform: TestDatabase
beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

test('counts what an erasure would delete, anonymise and keep, and changes nothing', async () => {
  const person = await addFullLearner(portal, platform)
  const own = portal.subject(person.subjectId)
  const plan = await readErasurePlan(own, person.subjectId)
  expect(plan.map(({ category }) => category)).toEqual(['registration', 'learning', 'technical', 'portal'])
  const [registration, learning] = plan
  expect(registration).toMatchObject({ anonymised: 1, failed: [], unidentified: [] })
  expect(learning?.deleted).toBeGreaterThan(0)
  expect(learning?.kept).toMatchObject([{ record: 'certificates', rows: expect.any(Number) }])
  expect(learning?.kept[0]?.until?.getTime()).toBeGreaterThan(portal.services.clock.now().getTime())
  expect(await readErasurePlan(own, person.subjectId)).toMatchObject(
    plan.map(({ category, deleted }) => ({ category, deleted })),
  )
})

test('is refused to another person and to a visitor', async () => {
  const [one, other] = [await portal.addPerson(), await portal.addPerson()]
  await expect(readErasurePlan(portal.subject(other.subjectId), one.subjectId)).rejects.toThrow(Denied)
  await expect(readErasurePlan(portal.visitor, one.subjectId)).rejects.toThrow(Denied)
})

test('names a source that does not answer, and counts the others', async () => {
  const alone = await testPortal({
    PLATFORM_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    PLATFORM_DATABASE_WRITE_URL: 'postgres://nobody@127.0.0.1:1/none',
  })
  const person = await alone.addPerson({ externalId: randomUUID() })
  const plan = await readErasurePlan(alone.subject(person.subjectId), person.subjectId)
  expect(plan.find(({ category }) => category === 'learning')).toMatchObject({
    deleted: 0,
    failed: ['platform'],
  })
  expect(plan.find(({ category }) => category === 'portal')).toMatchObject({ anonymised: 1, failed: [] })
  await closeSources(alone.services)
  await alone.close()
}, 60_000)
