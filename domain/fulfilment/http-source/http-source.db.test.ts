import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collected } from '#testing/data-sources.ts'
import { crmSettings, httpSourcesFile, openCrm } from '#testing/http-source.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import type { Collected, DataSource, Selection } from '../rules/source.ts'
import { openSources } from '../sources/open-sources.ts'

const signal = new AbortController().signal
let portal: TestPortal
let crm: Awaited<ReturnType<typeof openCrm>>
let slow: Awaited<ReturnType<typeof openCrm>>
let person: Awaited<ReturnType<TestPortal['addPerson']>>

beforeAll(async () => {
  crm = await openCrm()
  slow = await openCrm('poll')
  const file = httpSourcesFile(
    crmSettings(crm.url, crm.key),
    crmSettings(slow.url, slow.key, { name: 'slow', restrict: false }),
    // A public name of which nobody said that it may be private.
    crmSettings('https://10.0.0.7', crm.key, { name: 'inside' }),
    crmSettings(crm.url, slow.key, { name: 'other-key' }),
  )
  portal = await testPortal({ HTTP_SOURCES_FILE: file })
  person = await portal.addPerson()
  crm.addPerson(person.externalId)
  slow.addPerson(person.externalId)
})
afterAll(() => Promise.all([crm.close(), slow.close(), portal.close()]))

const sourceNamed = (name: string): DataSource => openSources(portal.system).named(name)
const itemOf = (source: DataSource, name: string) => {
  const item = source.items.find(({ id }) => id === `${source.name}.${name}`)
  if (!item) throw new Error(name)
  return item
}
const keysOf = async (selection: Selection) =>
  (await collected(sourceNamed('crm'), person, selection)).map(({ item, key }) => `${item.id} ${key}`)
const openCalls = async () => {
  const [row] = await portal.database.owner.db.execute<{ n: number }>(
    sql`SELECT count(*)::int AS n FROM source_call`,
  )
  return row?.n
}
async function all(source: DataSource): Promise<Collected[]> {
  const found: Collected[] = []
  for await (const one of source.collect(person, {}, signal)) found.push(one)
  return found
}

describe('a system that answers at once', () => {
  const everything = ['contacts 7', 'calls 1', 'calls 2', 'calls 3', 'calls 4', 'invoices 9']

  test('gives its records in the order of the map, in pages, and continues after any of them', async () => {
    const records = await collected(sourceNamed('crm'), person)
    expect(records[0]).toMatchObject({ key: [7], values: { id: 7, name: 'Әлия', phone: '+77011234567' } })
    expect(await keysOf({})).toEqual(everything.map((one) => `crm.${one}`))
    for (const [at, { item, key }] of records.entries())
      expect(await keysOf({ after: { item: item.id, key } })).toEqual(
        everything.slice(at + 1).map((one) => `crm.${one}`),
      )
    expect(await keysOf({ items: ['crm.calls'], limit: 2 })).toEqual(['crm.calls 1', 'crm.calls 2'])
    expect(await openCalls()).toBe(0)
  })

  test('counts all items by one question', async () => {
    const source = sourceNamed('crm')
    const before = crm.asked.size
    const counts = await Promise.all(source.items.map((item) => source.count(person, item, signal)))
    expect(counts).toEqual([1, 4, 1].map((rows) => ({ status: 'done', rows, left: rows })))
    expect(crm.asked.size - before).toBe(1)
  })

  test('marks a person, corrects a value, erases, and each is read back by a question of its own', async () => {
    const source = sourceNamed('crm')
    const contacts = itemOf(source, 'contacts')
    const done = { status: 'done', matched: 1, changed: 1, left: 0 }
    expect(await source.restrict(person, true, signal)).toEqual(done)
    expect(crm.people.get(person.externalId)?.restricted).toBe(true)
    const correction = { item: contacts, key: [7], column: 'name', from: 'Әлия', to: 'Әлия Қ.' }
    expect(await source.correct(person, correction, signal)).toEqual(done)
    expect(await source.correct(person, { ...correction, to: 'X' }, signal)).toMatchObject({
      changed: 0,
      left: 1,
    })
    expect(await source.correct(person, { ...correction, column: 'phone' }, signal)).toEqual({
      status: 'failed',
      failure: { code: 'not-supported' },
    })
    const outcomes = await source.erase(person, [contacts, itemOf(source, 'calls')], signal)
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      done,
      { status: 'done', matched: 4, changed: 4, left: 0 },
    ])
    expect(await keysOf({})).toEqual(['crm.invoices 9'])
    crm.addPerson(person.externalId)
  })

  test('says what is left when the other side says erased and still has records', async () => {
    const source = sourceNamed('crm')
    crm.keepRecords(person.externalId)
    const outcomes = await source.erase({ ...person, occasion: 'left' }, [itemOf(source, 'calls')], signal)
    expect(outcomes).toMatchObject([{ outcome: { status: 'done', changed: 4, left: 4 } }])
    crm.addPerson(person.externalId)
  })

  test('does not pass on a value that nobody mapped, nor a record in the wrong order', async () => {
    const kept = crm.people.get(person.externalId)
    const record = kept?.records.find(({ item }) => item === 'contacts')
    Object.assign(record?.values ?? {}, { passport: 'N123' })
    const found = await all(sourceNamed('crm'))
    expect(JSON.stringify(found)).not.toContain('N123')
    expect(found[0]).toMatchObject({
      item: { id: 'crm.contacts' },
      failure: { code: 'unreadable', detail: 'unmapped-field' },
    })
    expect(found).toHaveLength(6)
    crm.addPerson(person.externalId)
  })

  test('does not pass on a value that is not of its field’s kind, and the other items follow', async () => {
    const kept = crm.people.get(person.externalId)
    const record = kept?.records.find(({ item }) => item === 'invoices')
    Object.assign(record?.values ?? {}, { sum: '1 200 тг' })
    const found = await all(sourceNamed('crm'))
    expect(found.map((one) => ('record' in one ? one.record.item.id : one))).toEqual([
      'crm.contacts',
      ...Array.from({ length: 4 }, () => 'crm.calls'),
      expect.objectContaining({ failure: { code: 'unreadable', detail: 'wrong-kind' } }),
    ])
    crm.addPerson(person.externalId)
  })

  test('is the same request however often it is repeated on one occasion', async () => {
    const source = sourceNamed('crm')
    const before = crm.carriedOut.length
    const calls = [itemOf(source, 'calls')]
    const first = await source.erase({ ...person, occasion: 'run/0' }, calls, signal)
    expect(await source.erase({ ...person, occasion: 'run/0' }, calls, signal)).toEqual(first)
    expect(crm.carriedOut.length - before).toBe(1)
    await source.erase({ ...person, occasion: 'run/1' }, calls, signal)
    expect(crm.carriedOut.length - before).toBe(2)
    expect(new Set(crm.carriedOut).size).toBe(crm.carriedOut.length)
    crm.addPerson(person.externalId)
  })
})

test('a person that the system does not know was not looked for', async () => {
  const source = sourceNamed('crm')
  const visitor = { subjectId: person.subjectId, externalId: null }
  expect(await source.count(visitor, itemOf(source, 'calls'), signal)).toEqual({ status: 'unidentified' })
  expect(await source.restrict(visitor, true, signal)).toEqual({ status: 'unidentified' })
  expect(await collected(source, visitor)).toEqual([])
})

test.each([
  ['other-key', { code: 'refused', detail: 'http-401' }],
  ['inside', { code: 'not-configured', detail: 'private-address' }],
])('%s: each item fails with its reason', async (name, failure) => {
  const source = sourceNamed(name)
  expect(await all(source)).toEqual(source.items.map((item) => ({ item, failure })))
  expect(await source.erase(person, [itemOf(source, 'calls')], signal)).toMatchObject([
    { outcome: { status: 'failed', failure } },
  ])
})

test('a system that answers later is asked about the same request until it is ready', async () => {
  const calls = { items: ['slow.calls'] }
  const ask = async () => {
    const found: Collected[] = []
    for await (const one of sourceNamed('slow').collect(person, calls, signal)) found.push(one)
    return found
  }
  expect(await ask()).toMatchObject([{ failure: { code: 'pending' } }])
  expect(await ask()).toMatchObject([{ failure: { code: 'pending' } }])
  expect([slow.asked.size, await openCalls()]).toEqual([1, 1])
  await slow.finish()
  expect(await ask()).toHaveLength(4)
  expect(await openCalls()).toBe(0)
  const source = sourceNamed('slow')
  const erase = () => source.erase({ ...person, occasion: 'run' }, [itemOf(source, 'calls')], signal)
  expect(await erase()).toMatchObject([{ outcome: { status: 'pending' } }])
  await slow.finish()
  // The erasure is answered; what it left is a question of its own.
  expect(await erase()).toMatchObject([{ outcome: { status: 'pending' } }])
  await slow.finish()
  expect(await erase()).toMatchObject([{ outcome: { status: 'done', matched: 4, changed: 4, left: 0 } }])
  expect(slow.carriedOut).toHaveLength(1)
  expect(await source.restrict(person, true, signal)).toMatchObject({ failure: { code: 'not-supported' } })
})

test('an item of which fewer records are given than were counted fails, and is not said to be empty', async () => {
  const source = sourceNamed('slow')
  const failure = { code: 'unreadable', detail: 'fewer-records' }
  for (const lost of ['one', 'all']) {
    slow.addPerson(person.externalId)
    expect(await all(source)).toMatchObject(source.items.map(() => ({ failure: { code: 'pending' } })))
    await slow.finish()
    const kept = slow.people.get(person.externalId)
    if (kept) kept.records = lost === 'one' ? kept.records.slice(1) : []
    const found = await all(source)
    expect(found.flatMap((one) => ('failure' in one ? [[one.item.id, one.failure]] : []))).toEqual(
      (lost === 'one' ? ['calls'] : ['contacts', 'calls', 'invoices']).map((item) => [
        `slow.${item}`,
        failure,
      ]),
    )
    expect(found).toHaveLength(lost === 'one' ? 6 : 3)
  }
  slow.addPerson(person.externalId)
})

test('a system that is down fails as unavailable and nothing is noted', async () => {
  crm.down()
  const source = sourceNamed('crm')
  expect(await source.count(person, itemOf(source, 'calls'), signal)).toMatchObject({
    failure: { code: 'unavailable', detail: 'no-connection' },
  })
  expect(await openCalls()).toBe(0)
  crm.up()
  expect(await keysOf({})).toHaveLength(6)
})
