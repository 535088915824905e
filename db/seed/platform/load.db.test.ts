import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ThrowawayCluster, throwawayCluster } from '#testing/cluster.ts'
import { generatePlatform } from './generate.ts'
import { loadSamplePlatform, sampleLearners } from './load.ts'
import { tableOrder } from './tables.ts'

// The platform is a system of its own and its roles belong to a whole cluster, so this test has a cluster of its own.
let cluster: ThrowawayCluster
const open: postgres.Sql[] = []
const now = new Date('2026-11-23T12:00:00Z')

const as = (role: string, database: string) =>
  Object.assign(new URL(cluster.superUrl), { username: role, password: 'sample', pathname: `/${database}` })
    .href
const connect = (url: string) => {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  open.push(sql)
  return sql
}
const denied = { code: '42501' }

beforeAll(async () => {
  cluster = await throwawayCluster()
  const admin = connect(cluster.superUrl)
  for (const role of ['platform_owner', 'platform_read', 'platform_write']) {
    await admin.unsafe(`create role ${role} login password 'sample'`)
  }
  for (const database of ['platform', 'twice', 'foreign_system']) {
    await admin.unsafe(`create database ${database} owner platform_owner`)
  }
})

afterAll(async () => {
  await Promise.all(open.map((sql) => sql.end({ timeout: 1 })))
  await cluster?.remove()
})

test('loads every row, once', async () => {
  const url = as('platform_owner', 'platform')
  const { learners } = await loadSamplePlatform(url, now)
  expect(learners).toEqual(sampleLearners(now))

  const owner = connect(url)
  const counts = async () => {
    const found: Record<string, number> = {}
    for (const table of tableOrder) {
      const [row] = await owner`select count(*)::int as n from ${owner(table)}`
      found[table] = row?.n
    }
    return found
  }
  const generated = generatePlatform(now)
  const expected = Object.fromEntries(tableOrder.map((table) => [table, generated[table].length]))
  expect(await counts()).toEqual(expected)
  const [session] = await owner`select host(ip) as ip, started_at from web_sessions where id = 1`
  expect(session).toEqual({
    ip: generated.web_sessions[0]?.ip,
    started_at: generated.web_sessions[0]?.started_at,
  })

  const again = await loadSamplePlatform(url, new Date('2027-03-01T00:00:00Z'))
  expect(again.learners).toEqual(learners)
  expect(await counts()).toEqual(expected)
})

test('started twice at once, loads once', async () => {
  const url = as('platform_owner', 'twice')
  const [one, other] = await Promise.all([loadSamplePlatform(url, now), loadSamplePlatform(url, now)])
  expect(one).toEqual(other)
})

test('lets one role read and the other change, and neither touch the marker', async () => {
  const read = connect(as('platform_read', 'platform'))
  const write = connect(as('platform_write', 'platform'))
  expect(await read`select count(*)::int as n from users`).toEqual([{ n: 200 }])
  await expect(read`update users set phone = null where id = 200`).rejects.toMatchObject(denied)
  await write`update users set phone = null where id = 200`
  const [added] = await write`
    insert into support_tickets (user_id, subject, body, status, opened_at) values (1, 's', 'b', 'open', now())
    returning id::int`
  expect(added?.id).toBe(generatePlatform(now).support_tickets.length + 1)
  await expect(write`delete from sample_marker`).rejects.toMatchObject(denied)
})

test('lets the categories of a person be erased in any order, the person last', async () => {
  const write = connect(as('platform_write', 'platform'))
  await expect(write`delete from users where id = 3`).rejects.toMatchObject({ code: '23503' })
  for (const table of tableOrder.toReversed()) {
    if (['users', 'courses', 'lessons', 'assignments'].includes(table)) continue
    await write`delete from ${write(table)} where user_id = 3`
  }
  await write`delete from users where id = 3`
  const { learners } = await loadSamplePlatform(as('platform_owner', 'platform'), now)
  expect(learners).toHaveLength(199)
})

test('leaves a database alone that has users of its own', async () => {
  const url = as('platform_owner', 'foreign_system')
  await connect(url)`create table users (id bigint primary key)`
  await expect(loadSamplePlatform(url, now)).rejects.toThrow('users of its own')
})
