import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Denied } from '#domain/access/permissions.ts'
import { addFullLearner, collected, fillPortal, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { closeSources, openSources } from '../sources/open-sources.ts'
import { countOwnData } from './count-own-data.ts'
import { dataCursor, readDataCursor } from './data-cursor.ts'
import { type OwnData, readOwnData, searchOwnData } from './read-own-data.ts'

let portal: TestPortal
let platform: TestDatabase
let person: Awaited<ReturnType<typeof addFullLearner>>

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  person = await addFullLearner(portal, platform)
  await fillPortal(portal, person.subjectId)
  // With that row the person counts as erased and is locked out.
  await portal.database.owner.db.execute(sql`DELETE FROM erased_subject`)
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

const own = () => portal.subject(person.subjectId)
const keysOf = ({ groups }: Pick<OwnData, 'groups'>) =>
  groups.flatMap(({ records }) => records.map(({ item, key }) => `${item.id} ${JSON.stringify(key)}`))

test('pages show every record of every source once, in the order of the map', async () => {
  const wanted: string[] = []
  for (const source of openSources(portal.system).all)
    for (const { item, key } of await collected(source, person))
      wanted.push(`${item.id} ${JSON.stringify(key)}`)
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await readOwnData(own(), person.subjectId, { cursor, size: 40 })
    expect(page).toMatchObject({ failed: [], unidentified: false })
    seen.push(...keysOf(page))
    if (page.next === null) break
    cursor = page.next
  }
  // Notes of staff and what only they may read belong to the person's data too.
  expect(seen).toEqual(wanted)
  const learning = await readOwnData(own(), person.subjectId, { category: 'learning', size: 10_000 })
  expect(keysOf(learning)).toEqual(
    wanted.filter((key) => learning.groups.some(({ item }) => key.startsWith(`${item.id} `))),
  )
  expect(new Set(learning.groups.map(({ item }) => item.category))).toEqual(new Set(['learning']))
})

test('the contents of a copy are counted before anybody asks for one, for the person alone', async () => {
  const counts = await countOwnData(own(), person.subjectId)
  const { map, of } = openSources(portal.system)
  expect(counts.map(({ item }) => item.id)).toEqual(map.map(({ id }) => id))
  for (const { item, counted } of counts) {
    const rows = (await collected(of(item), person, { items: [item.id] })).length
    expect(counted, item.id).toMatchObject({ status: 'done', rows })
  }
  await expect(countOwnData(portal.system, person.subjectId)).rejects.toThrow(Denied)
  const stranger = portal.subject((await portal.addPerson()).subjectId)
  await expect(countOwnData(stranger, person.subjectId)).rejects.toThrow(Denied)
})

test('a page reads no more rows than it shows and one, however many there are', async () => {
  await platform.owner.db.execute(sql`
    INSERT INTO interactions (user_id, session_id, page, action, at)
    SELECT user_id, id, '/p' || n, 'view', started_at + n * interval '1 second'
    FROM (SELECT * FROM web_sessions WHERE user_id = ${person.userId} LIMIT 1) s, generate_series(1, 10000) n`)
  const page = await readOwnData(own(), person.subjectId, { category: 'technical', size: 20 })
  expect(keysOf(page)).toHaveLength(20)
  const [, cursor] = [page, page.next ?? '']
  expect(
    keysOf(await readOwnData(own(), person.subjectId, { category: 'technical', cursor, size: 20 })),
  ).toHaveLength(20)
  const plan = await platform.owner.transaction(
    (tx) =>
      tx.execute<{ 'QUERY PLAN': string }>(sql`EXPLAIN SELECT * FROM interactions t
        WHERE t.user_id = (SELECT t.id FROM users t WHERE t.external_id = ${person.externalId}::uuid)
        ORDER BY t.at, t.id LIMIT 21`),
    { settings: { enable_seqscan: 'off' } },
  )
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('interactions_user_id_at_idx')
})

test('search finds a value in any source and any encrypted field, and says when there is more', async () => {
  const found = await searchOwnData(own(), person.subjectId, 'СЕРІКҚЫЗЫ')
  expect(found.groups.map(({ item }) => item.id)).toContain('portal.subject')
  expect(await searchOwnData(own(), person.subjectId, 'no such text')).toMatchObject({
    found: 0,
    more: false,
  })
  expect(await searchOwnData(own(), person.subjectId, '/p')).toMatchObject({ found: 100, more: true })
  const note = await searchOwnData(own(), person.subjectId, 'portal.request-note body_sealed')
  expect(note.found).toBe(0)
})

test('is for the person alone, and a cursor of another person is none', async () => {
  const other = await portal.addPerson()
  for (const ctx of [portal.subject(other.subjectId), portal.visitor, portal.system])
    await expect(readOwnData(ctx, person.subjectId, { size: 1 })).rejects.toThrow(Denied)
  await expect(searchOwnData(portal.subject(other.subjectId), person.subjectId, 'a')).rejects.toThrow(Denied)
  const { keys } = portal.services
  const place = { item: 'portal.subject', key: ['x'] }
  const cursor = dataCursor(keys, person.subjectId, place)
  expect(readDataCursor(keys, person.subjectId, cursor)).toEqual(place)
  expect(readDataCursor(keys, other.subjectId, cursor)).toBeNull()
  expect(readDataCursor(keys, person.subjectId, 'abc')).toBeNull()
})

test('says that it did not search the platform for a person without an id there', async () => {
  const visitor = await portal.addPerson()
  await portal.database.owner.db.execute(
    sql`UPDATE subject SET external_id = NULL WHERE subject_id = ${visitor.subjectId}::uuid`,
  )
  const page = await readOwnData(portal.subject(visitor.subjectId), visitor.subjectId, { size: 10 })
  expect(page.unidentified).toBe(true)
  expect(page.groups.map(({ item }) => item.source)).not.toContain('platform')
})

test('names what could not be read', async () => {
  await platform.owner.db.execute(sql`ALTER TABLE certificates RENAME TO certificates_away`)
  const page = await readOwnData(own(), person.subjectId, { category: 'learning', size: 10_000 })
  expect(page.failed.map(({ id }) => id)).toEqual(['platform.certificates'])
  await platform.owner.db.execute(sql`ALTER TABLE certificates_away RENAME TO certificates`)
})

test('a platform that does not answer hides nothing of the portal', async () => {
  const url = 'postgres://nobody@127.0.0.1:9/none'
  const alone = await testPortal({ PLATFORM_DATABASE_URL: url, PLATFORM_DATABASE_WRITE_URL: url })
  const { subjectId } = await alone.addPerson({ externalId: randomUUID() })
  const ctx = alone.subject(subjectId)
  const items = openSources(alone.system).map.filter(({ source }) => source === 'platform')
  const page = await readOwnData(ctx, subjectId, { size: 100 })
  expect(page.failed).toEqual(items)
  expect(page.groups.map(({ item }) => item.id)).toContain('portal.subject')
  await closeSources(alone.services)
  await alone.close()
}, 30_000)
