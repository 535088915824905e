import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '#db/client.ts'
import { addFullLearner, canary, collected, fillPortal, portalWithPlatform } from '#testing/data-sources.ts'
import type { TestDatabase } from '#testing/database.ts'
import type { TestPortal } from '#testing/people.ts'
import { itemsOf, readPlatformMap } from '../map/read-data-map.ts'
import { postgresqlSource } from '../postgresql-source/postgresql-source.ts'
import type { MapItem } from '../rules/data-map.ts'
import type { CollectedRecord, DataSource } from '../rules/source.ts'
import { closeSources, openSources, type Sources } from './open-sources.ts'

let portal: TestPortal
let platform: TestDatabase
let sources: Sources
let person: Awaited<ReturnType<typeof addFullLearner>>
let other: Awaited<ReturnType<typeof addFullLearner>>
const signal = new AbortController().signal

beforeAll(async () => {
  ;({ portal, platform } = await portalWithPlatform())
  sources = openSources(portal.system)
  person = await addFullLearner(portal, platform)
  other = await addFullLearner(portal, platform)
  await fillPortal(portal, person.subjectId)
  await fillPortal(portal, other.subjectId)
}, 60_000)
afterAll(async () => {
  await closeSources(portal.services)
  await Promise.all([portal.close(), platform.close()])
})

const itemNamed = (id: string): MapItem => {
  const item = sources.map.find((one) => one.id === id)
  if (!item) throw new Error(id)
  return item
}
const sourceNamed = (name: string): DataSource => {
  const source = sources.all.find((one) => one.name === name)
  if (!source) throw new Error(name)
  return source
}
const countBy = (records: readonly CollectedRecord[]) => {
  const counts: Record<string, number> = {}
  for (const { item } of records) counts[item.id] = (counts[item.id] ?? 0) + 1
  return counts
}

/** How many rows SQL finds, without the source's own way of looking. */
async function rowsInSql(item: MapItem): Promise<number> {
  const table = sql.join(
    item.table.split('.').map((part) => sql.identifier(part)),
    sql`.`,
  )
  if (item.source === 'platform') {
    const key = 'of' in item.person ? sql`user_id = ${person.userId}` : sql`id = ${person.userId}`
    const [row] = await platform.owner.db.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM ${table} WHERE ${key}`,
    )
    return row?.n ?? 0
  }
  const key =
    'path' in item.person
      ? sql`payload->>'subjectId' = ${person.subjectId}`
      : sql`${sql.identifier(item.person.column)} = ${person.subjectId}::uuid`
  const [row] = await portal.database.owner.db.execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM ${table} WHERE ${key}`,
  )
  return row?.n ?? 0
}

describe('collecting', () => {
  test('gives exactly the rows that SQL shows, for a person with a row in every mapped table', async () => {
    const records = (await Promise.all(sources.all.map((source) => collected(source, person)))).flat()
    const counts = countBy(records)
    for (const item of sources.map) {
      const expected = await rowsInSql(item)
      expect(expected, item.id).toBeGreaterThan(0)
      expect(counts[item.id], item.id).toBe(expected)
      expect(await sources.of(item).count(person, item, signal), item.id).toEqual({
        status: 'done',
        rows: expected,
        left: expected,
      })
    }
  })

  test('gives every field of the map, decrypted, and nothing of another person', async () => {
    const records = await collected(sourceNamed('portal'), person)
    for (const { item, values } of records) {
      expect(Object.keys(values)).toEqual(item.fields.map(({ column }) => column))
      for (const { column, kind } of item.fields.filter((field) => field.encryptedFor !== undefined)) {
        if (item.table === 'subject') continue
        const expected = canary(item, column, person.subjectId)
        if (kind === 'text') expect(values[column]).toBe(expected)
        if (kind === 'json') expect(values[column]).toEqual({ message: expected })
        if (kind === 'file') expect(values[column]).toBe(Buffer.from(expected).toString('base64'))
      }
    }
    const [profile] = records
    expect(profile?.values).toMatchObject({ name_sealed: 'Әлия Серікқызы', email_sealed: person.email })
    const text = JSON.stringify([...records, ...(await collected(sourceNamed('platform'), person))])
    for (const stranger of [other.subjectId, other.subjectId.slice(-12), other.externalId, other.email])
      expect(text).not.toContain(stranger)
  })

  test('continues after any record without a gap or a repeat', async () => {
    for (const source of sources.all) {
      const all = (await collected(source, person)).map(({ item, key }) => ({ item: item.id, key }))
      for (const at of [0, 1, Math.floor(all.length / 2), all.length - 2]) {
        const rest = await collected(source, person, all[at] ? { after: all[at] } : {})
        expect(rest.map(({ item, key }) => ({ item: item.id, key }))).toEqual(all.slice(at + 1))
      }
    }
  })

  test('reports an item that fails and goes on with the next', async () => {
    const broken = itemsOf('platform', readPlatformMap({})).map((item) =>
      item.id === 'platform.enrolments' ? { ...item, table: 'no_such_table' } : item,
    )
    const database = openDatabase(platform.ownerUrl, { max: 1 })
    const map = readPlatformMap({})
    const source = postgresqlSource({
      name: 'platform',
      map,
      items: broken,
      read: database,
      change: null,
      clock: portal.services.clock,
    })
    const failures: unknown[] = []
    const seen = new Set<string>()
    for await (const one of source.collect(person, {}, signal))
      if ('record' in one) seen.add(one.record.item.id)
      else failures.push([one.item.id, one.failure])
    expect(failures).toEqual([['platform.enrolments', { code: 'refused', detail: '42P01' }]])
    expect(seen.size).toBe(broken.length - 1)
    expect(await source.erase(person, [itemNamed('platform.interactions')], signal)).toMatchObject([
      { outcome: { status: 'failed', failure: { code: 'not-configured' } } },
    ])
    await database.close()
    expect(await source.count(person, itemNamed('platform.users'), signal)).toEqual({
      status: 'failed',
      failure: { code: 'unavailable' },
    })
  })

  test('says that a person without an id of the platform was not looked for', async () => {
    const visitor = { subjectId: person.subjectId, externalId: null }
    const users = itemNamed('platform.users')
    expect(await sources.of(users).count(visitor, users, signal)).toEqual({ status: 'unidentified' })
    expect(await sources.of(users).restrict(visitor, true, signal)).toEqual({ status: 'unidentified' })
    expect(await collected(sources.of(users), visitor)).toEqual([])
  })
})

describe('changing', () => {
  test('marks and unmarks the person, and reads the mark back', async () => {
    const source = sourceNamed('platform')
    const mark = async () => {
      const [row] = await platform.owner.db.execute<{ restricted: boolean }>(
        sql`SELECT restricted_at IS NOT NULL AS restricted FROM users WHERE id = ${person.userId}`,
      )
      return row?.restricted
    }
    expect(await source.restrict(person, true, signal)).toEqual({
      status: 'done',
      matched: 1,
      changed: 1,
      left: 0,
    })
    expect(await mark()).toBe(true)
    expect(await source.restrict(person, true, signal)).toMatchObject({ changed: 0, left: 0 })
    expect(await source.restrict(person, false, signal)).toMatchObject({ changed: 1, left: 0 })
    expect(await mark()).toBe(false)
  })

  test('corrects a value that is still the old one, and says when it is not', async () => {
    const source = sourceNamed('platform')
    const [record] = await collected(source, person, { items: ['platform.users'] })
    if (!record) throw new Error('no account')
    const from = record.values.full_name ?? null
    const correction = { item: record.item, key: record.key, column: 'full_name', from, to: "O'Нэйл; --" }
    const done = { status: 'done', matched: 1, changed: 1, left: 0 }
    expect(await source.correct(person, correction, signal)).toEqual(done)
    expect(await source.correct(person, correction, signal)).toEqual({ ...done, changed: 0 })
    expect(await source.correct(person, { ...correction, to: 'C' }, signal)).toEqual({
      ...done,
      changed: 0,
      left: 1,
    })
    expect(await source.correct(person, { ...correction, column: 'created_at' }, signal)).toEqual({
      status: 'failed',
      failure: { code: 'not-supported' },
    })
    expect(
      await source.correct(other, { ...correction, from: correction.to, to: 'C' }, signal),
    ).toMatchObject({
      matched: 0,
      changed: 0,
    })
  })

  test('erases in the order that foreign keys allow, reads back, and leaves others alone', async () => {
    const before = countBy(await collected(sourceNamed('platform'), other))
    const items = sources.map.filter(({ source, erase }) => source === 'platform' && erase.how !== 'keep')
    const outcomes = await sourceNamed('platform').erase(person, items, signal)
    expect(outcomes).toHaveLength(items.length)
    for (const { item, outcome } of outcomes) {
      expect(outcome, item.id).toMatchObject({ status: 'done', left: 0 })
      expect(outcome.status === 'done' && outcome.changed, item.id).toBe(
        outcome.status === 'done' && outcome.matched,
      )
    }
    const order = outcomes.map(({ item }) => item.id)
    expect(order.indexOf('platform.interactions')).toBeLessThan(order.indexOf('platform.web-sessions'))
    expect(order.at(-1)).toBe('platform.users')
    const left = await collected(sourceNamed('platform'), person)
    expect(Object.keys(countBy(left)).sort()).toEqual(['platform.certificates', 'platform.users'])
    expect(left.find(({ item }) => item.id === 'platform.users')?.values).toMatchObject({
      full_name: 'erased',
      email: `erased-${person.userId}@erased.invalid`,
      phone: null,
    })
    const again = await sourceNamed('platform').erase(person, items, signal)
    for (const { outcome } of again) expect(outcome).toMatchObject({ status: 'done', changed: 0, left: 0 })
    expect(countBy(await collected(sourceNamed('platform'), other))).toEqual(before)
  })

  test('reports a table that nobody mapped and that still refers to the person', async () => {
    await platform.owner.db.execute(sql`
      CREATE TABLE forgotten (session_id bigint NOT NULL REFERENCES web_sessions)`)
    await platform.owner.db.execute(sql`
      INSERT INTO forgotten SELECT id FROM web_sessions WHERE user_id = ${other.userId} LIMIT 1`)
    const [outcome] = await sourceNamed('platform').erase(other, [itemNamed('platform.web-sessions')], signal)
    expect(outcome?.outcome).toEqual({ status: 'failed', failure: { code: 'refused', detail: '23503' } })
  })

  test('erases what the portal may erase of its own', async () => {
    const items = sources.map.filter(({ source, erase }) => source === 'portal' && erase.how !== 'keep')
    const outcomes = await sourceNamed('portal').erase(other, items, signal)
    for (const { item, outcome } of outcomes)
      expect(outcome, item.id).toMatchObject({ status: 'done', matched: 1, changed: 1, left: 0 })
    expect(outcomes.at(-1)?.item.id).toBe('portal.subject-key')
    const left = new Set((await collected(sourceNamed('portal'), other)).map(({ item }) => item.erase.how))
    expect([...left].sort()).toEqual(['anonymise', 'keep'])
  })
})
