import { copyFileSync, existsSync, linkSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { masterKey, subjectKey } from '#db/schema/people.ts'
import type { Context } from '#domain/access/context.ts'
import { Denied } from '#domain/access/permissions.ts'
import { MasterKeyMissing, openMasterKeys } from '#platform/crypto/master-keys.ts'
import { newId } from '#platform/ids.ts'
import { killedAfter } from '#testing/killed-worker.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { checkSubjectKeys } from '../subjects/check-subject-keys.ts'
import { keepKeyEpochs } from './keep-key-epochs.ts'
import { readKeyEpochs } from './read-key-epochs.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const signal = new AbortController().signal
const people = 6

let portal: TestPortal
beforeEach(async () => {
  portal = await testPortal()
  for (let n = 0; n < people; n++) await portal.addPerson()
})
afterEach(() => portal.close())

const run = (given: { rotate?: boolean; ctx?: Context } = {}) =>
  keepKeyEpochs(given.ctx ?? portal.system, { rotate: given.rotate ?? false, signal })
const files = () =>
  readdirSync(join(portal.services.env.keysDir, 'master')).sort(
    (a, b) => a.length - b.length || a.localeCompare(b),
  )
const rows = () => portal.database.owner.db.select().from(masterKey).orderBy(masterKey.version)
const versions = async () => {
  const { owner } = portal.database
  return (await owner.db.select({ version: subjectKey.masterVersion }).from(subjectKey)).map(
    ({ version }) => version,
  )
}
const audited = async () =>
  (await portal.audit()).map(({ action }) => action).filter((action) => action.startsWith('master-key.'))

/** As the worker runs it, each hour; nothing is due in the days that are passed at once. */
async function passHours(hours: number, { atOnce = 0 }: { atOnce?: number } = {}) {
  portal.passTime(atOnce * hourMs)
  for (let hour = 0; hour < hours - atOnce; hour++) {
    portal.passTime(hourMs)
    await run()
  }
}

describe('an epoch', () => {
  test('ends after a week, and its key is destroyed within fourteen days of its making', async () => {
    expect(await run()).toMatchObject({ made: null, current: 1, rewrapped: 0, destroyed: [] })
    await passHours(6 * 24 + 12, { atOnce: 6 * 24 + 6 })
    expect(files()).toEqual(['v1.key'])
    await passHours(12)
    expect(files()).toEqual(['v1.key', 'v2.key'])
    expect(await versions()).toEqual(Array(people).fill(2))
    await passHours(6 * 24 + 12, { atOnce: 6 * 24 })
    expect(files()).toContain('v1.key')
    await passHours(12)
    expect(files()).toEqual(['v2.key', 'v3.key'])
    const [first, second, third] = await rows()
    const livedMs = (first?.destroyedAt?.getTime() ?? 0) - (first?.madeAt.getTime() ?? 0)
    expect(livedMs).toBeGreaterThan(13.5 * dayMs)
    expect(livedMs).toBeLessThanOrEqual(14 * dayMs)
    expect([second?.destroyedAt, third?.rewrappedAt]).toEqual([null, null])
    expect(await audited()).toEqual([
      'master-key.make',
      'master-key.make',
      'master-key.make',
      'master-key.destroy',
    ])
    expect(await checkSubjectKeys(portal.system)).toEqual({ people, withoutKey: 0 })
    expect((await readKeyEpochs(portal.system)).faults).toEqual([])
  }, 60_000)

  test('of an idle worker is late, and the doctor has a fault to name', async () => {
    await run()
    portal.passTime(8 * dayMs)
    expect((await readKeyEpochs(portal.system)).faults).toEqual(['not-rotated'])
    await run()
    expect((await readKeyEpochs(portal.system)).faults).toEqual([])
    portal.passTime(7 * dayMs)
    expect((await readKeyEpochs(portal.system)).faults).toEqual(['not-destroyed', 'not-rotated'])
    await run()
    expect((await readKeyEpochs(portal.system)).faults).toEqual(['not-destroyed'])
    portal.passTime(7 * dayMs)
    await run()
    expect(await run()).toMatchObject({ current: 4 })
  })
})

test('another process that opened its keys before reads and writes on, without a restart', async () => {
  const before = openMasterKeys(portal.services.env.keysDir)
  const { services } = portal
  const other = { ...portal.system, services: { ...services, keys: before } }
  await run({ rotate: true })
  expect(await checkSubjectKeys(other)).toEqual({ people, withoutKey: 0 })
  expect(before.current).toBe(2)
})

test('a person who is created while the key is rotated by a transaction that began before is taken along later', async () => {
  await run()
  const old = openMasterKeys(portal.services.env.keysDir)
  await run({ rotate: true })
  const [row] = await portal.database.owner.db.select().from(subjectKey).limit(1)
  if (!row) throw new Error('there is no key')
  const key = old.unwrap(row.masterVersion, row.wrapped, row.keyId)
  const wrapped = old.rewrap({ version: 2, wrapped: old.wrap(key, row.keyId).wrapped, keyId: row.keyId }, 1)
  const since = (await rows())[0]?.rewrappedAt
  await portal.database.owner.db
    .update(subjectKey)
    .set({ masterVersion: 1, wrapped })
    .where(eq(subjectKey.subjectId, row.subjectId))
  portal.passTime(5 * dayMs)
  expect(await run()).toMatchObject({ rewrapped: 1, destroyed: [] })
  const again = (await rows())[0]?.rewrappedAt
  expect((again?.getTime() ?? 0) - (since?.getTime() ?? 0)).toBeGreaterThanOrEqual(5 * dayMs)
})

describe('a worker that dies', () => {
  /** Dies in the n-th transaction, before its commit: what it did outside the database stays. */
  function killedBeforeCommit(nth: number): Context {
    let left = nth
    return {
      ...portal.system,
      transaction: (work, options) =>
        portal.system.transaction(async (tx) => {
          const result = await work(tx)
          left -= 1
          if (left < 0) throw new Error('killed')
          return result
        }, options),
    }
  }

  test.each([
    ['before', (n: number) => killedAfter(portal, n)],
    ['at the commit of', killedBeforeCommit],
  ])(
    '%s any of its transactions leaves all keys readable, and the next run goes on',
    async (_name, killed) => {
      await run()
      let deaths = 0
      for (let n = 0; ; n++) {
        // Each round begins an epoch and ends one.
        portal.passTime(8 * dayMs)
        const [before, oldest] = [await audited(), files()[0]]
        const died = await run({ ctx: killed(n) }).then(
          () => false,
          (error: Error) => error.message === 'killed',
        )
        if (died) deaths += 1
        expect(await checkSubjectKeys(portal.system)).toEqual({ people, withoutKey: 0 })
        await run()
        expect(await checkSubjectKeys(portal.system)).toEqual({ people, withoutKey: 0 })
        expect(new Set(await versions())).toEqual(new Set([portal.services.keys.current]))
        // One key more and, from the second round on, one less, each on record once.
        const after = (await audited()).slice(before.length).sort()
        expect(after).toEqual(n === 0 ? ['master-key.make'] : ['master-key.destroy', 'master-key.make'])
        expect(files()).toHaveLength(2)
        if (n > 0) expect(files()).not.toContain(oldest)
        if (!died) break
      }
      expect(deaths).toBeGreaterThanOrEqual(6)
    },
  )

  test('while it overwrites a key finishes it', async () => {
    await run()
    await run({ rotate: true })
    portal.passTime(8 * dayMs)
    const folder = join(portal.services.env.keysDir, 'master')
    renameSync(join(folder, 'v1.key'), join(folder, '.v1.key.destroyed'))
    expect((await run()).destroyed).toEqual([1])
    expect(existsSync(join(folder, '.v1.key.destroyed'))).toBe(false)
  })
})

describe('keys are not destroyed', () => {
  test('while one key that they do not open is under them; the others are rewrapped', async () => {
    await run()
    await portal.database.owner.db.execute(sql`
      UPDATE keystore.subject_key SET wrapped = set_byte(wrapped, 40, get_byte(wrapped, 40) # 1)
      WHERE subject_id = (SELECT min(subject_id::text)::uuid FROM keystore.subject_key)`)
    const { rewrapped, failed } = await run({ rotate: true })
    expect([rewrapped, failed.length]).toEqual([people - 1, 1])
    portal.passTime(15 * dayMs)
    expect((await run()).destroyed).toEqual([])
    expect(files()).toContain('v1.key')
    expect((await readKeyEpochs(portal.system)).faults).toContain('not-destroyed')
  })

  test('or replaced when the folder is older than the database: the missing one is named', async () => {
    await run()
    await run({ rotate: true })
    const folder = join(portal.services.env.keysDir, 'master')
    renameSync(join(folder, 'v2.key'), join(portal.services.env.keysDir, 'aside'))
    const keys = openMasterKeys(portal.services.env.keysDir)
    const ctx = { ...portal.system, services: { ...portal.services, keys } }
    await expect(run({ ctx, rotate: true })).rejects.toThrow(MasterKeyMissing)
    expect(files()).toEqual(['v1.key'])
  })
})

test('a destroyed key that comes back with an old copy of the folder is destroyed again', async () => {
  await run()
  const file = join(portal.services.env.keysDir, 'master', 'v1.key')
  const copy = join(portal.services.env.keysDir, 'copy')
  copyFileSync(file, copy)
  await run({ rotate: true })
  portal.passTime(8 * dayMs)
  expect((await run()).destroyed).toEqual([1])
  copyFileSync(copy, file)
  expect((await run()).destroyed).toEqual([1])
  expect(existsSync(file)).toBe(false)
})

test('a key that was being destroyed a second time when the worker ended is overwritten by the next run', async () => {
  await run()
  const folder = join(portal.services.env.keysDir, 'master')
  const [file, aside] = [join(folder, 'v1.key'), join(folder, '.v1.key.destroyed')]
  copyFileSync(file, join(portal.services.env.keysDir, 'copy'))
  await run({ rotate: true })
  portal.passTime(8 * dayMs)
  expect((await run()).destroyed).toEqual([1])
  copyFileSync(join(portal.services.env.keysDir, 'copy'), aside)
  // A second name of the same file, as what a disk keeps.
  const kept = join(portal.services.env.keysDir, 'kept')
  linkSync(aside, kept)
  const secret = readFileSync(kept)
  expect((await run()).destroyed).toEqual([1])
  expect(existsSync(aside)).toBe(false)
  expect(readFileSync(kept).equals(secret)).toBe(false)
  expect((await run()).destroyed).toEqual([])
})

test('only the portal itself rotates keys', async () => {
  const staff = portal.as({ kind: 'staff', staffId: newId(), roles: ['administrator'], clearance: true })
  await expect(run({ ctx: staff, rotate: true })).rejects.toThrow(Denied)
  expect(files()).toEqual(['v1.key'])
  await expect(readKeyEpochs(portal.visitor)).rejects.toThrow(Denied)
})

test('the role of the app cannot rewrite what a key was or that it was destroyed', async () => {
  await run()
  const { app } = portal.database
  await expect(app.db.execute(sql`UPDATE master_key SET made_at = now()`)).rejects.toThrow()
  await expect(app.db.execute(sql`DELETE FROM master_key`)).rejects.toThrow()
})
