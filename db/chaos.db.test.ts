import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOfFiles } from '#testing/amcheck.ts'
import { createLoad, killRandomly, type Load, watchUncaught } from '#testing/chaos-load.ts'
import { type ThrowawayCluster, throwawayCluster } from '#testing/cluster.ts'
import { type Database, openDatabase } from './client.ts'

// The long form of this, with its numbers, is bench/db-chaos.ts.
describe('nothing hangs, nothing is lost, nothing mixes', () => {
  let cluster: ThrowawayCluster
  let database: Database
  let killer: Database
  let load: Load
  const watch = watchUncaught()

  beforeAll(async () => {
    cluster = await throwawayCluster()
    database = openDatabase(cluster.superUrl, { max: 5, deadlineMs: 5000, applicationName: 'chaos' })
    killer = openDatabase(cluster.superUrl, { max: 1, applicationName: 'killer' })
    load = await createLoad(database)
  })

  afterAll(async () => {
    watch.stop()
    await Promise.all([database.close(), killer.close()])
    await cluster.remove()
  })

  test('when backends are killed at random', async () => {
    let [killed, done] = [0, 0]
    const isEnough = () => killed > 60 && done > 200
    const [tally] = await Promise.all([
      load.run((now) => {
        done = now.done
        return isEnough()
      }),
      killRandomly(killer, 'chaos', (kills) => {
        killed = kills
        return isEnough()
      }),
    ])
    expect(tally).toMatchObject({ hung: 0, strange: [] })
    await load.run((now) => now.done > 20)
    expect(await load.countWrong()).toBe(0)
    expect(watch.uncaught).toEqual([])
  })

  test('when the server is stopped at once and started again', async () => {
    for (let round = 0; round < 2; round++) {
      let up = false
      const running = load.run(() => up)
      await new Promise((done) => setTimeout(done, 500))
      await cluster.crash()
      await expect.poll(() => database.healthy(), { timeout: 60_000, interval: 20 }).toBe(true)
      up = true
      expect(await running).toMatchObject({ hung: 0, strange: [] })
      const { unavailable, unknown } = await load.run((now) => now.done > 20)
      expect({ unavailable, unknown }).toEqual({ unavailable: 0, unknown: 0 })
      expect(await load.countWrong()).toBe(0)
    }
    expect(watch.uncaught).toEqual([])
    expect(await faultsOfFiles(cluster.superUrl)).toEqual([])
  })

  test('amcheck finds a page of an index that was spoiled while the server was down', async () => {
    const [index] = await database.db.execute<{ path: string }>(
      sql`select pg_relation_filepath('account_pkey') as path`,
    )
    await killer.db.execute(sql`checkpoint`)
    await cluster.crash(0, (dataDir) => {
      const file = join(dataDir, index?.path ?? '')
      const pages = readFileSync(file)
      // The first key of the first leaf.
      pages.fill(0xff, 2 * 8192 - 24, 2 * 8192 - 16)
      writeFileSync(file, pages)
    })
    await expect.poll(() => database.healthy(), { timeout: 60_000, interval: 20 }).toBe(true)
    expect(await faultsOfFiles(cluster.superUrl)).toMatchObject([expect.stringContaining('account_pkey')])
  })

  test('callers of a stopped server hear so within their deadline', async () => {
    const hasty = openDatabase('postgres://nobody@127.0.0.1:1/none', { deadlineMs: 400 })
    await expect(hasty.db.execute(sql`select 1`)).rejects.toMatchObject({ name: 'DatabaseUnavailable' })
    expect(await hasty.healthy()).toBe(false)
    await hasty.close()
  })
})
