import { sql } from 'drizzle-orm'
import { afterAll, expect, test } from 'vitest'
import type { Context } from '#domain/access/context.ts'
import { openCopies } from '#testing/copies.ts'
import { killedAfter } from '#testing/killed-worker.ts'
import { packageTexts } from '../../../worker/package/package-page.ts'
import { beginPackage } from './begin-package.ts'
import { runPackages } from './run-packages.ts'

const { portal, decided, download, run, preview, stateOf, release, filesOf, dies, close } = await openCopies()
afterAll(close)

test('a worker that was killed anywhere leaves a package that another one makes, complete', async () => {
  const person = await decided()
  await beginPackage(portal.system, person.key)
  for (let killedAt = 1; ; killedAt += 2) {
    const died = await dies(killedAfter(portal, killedAt))
    if (died) {
      // Nobody else takes it while the lease may still be a living worker's.
      expect(['collecting', 'ready']).toContain(await stateOf(person.reference))
      portal.passTime(11 * 60_000)
      await run()
    }
    const shown = await preview(person.reference)
    expect(shown?.state, `killed at ${killedAt}`).toBe('ready')
    expect(shown?.items.map(({ state }) => state)).not.toContain('waiting')
    expect(await filesOf(person), `killed at ${killedAt}`).toHaveLength(1)
    if (!died) {
      expect(killedAt).toBeGreaterThan(30)
      return
    }
    // The same package from its beginning.
    await portal.database.owner.transaction(
      async (tx) => {
        await tx.execute(sql`UPDATE data_package SET state = 'collecting', parts = NULL, key_sealed = NULL
          WHERE request_id = ${person.key.requestId}`)
        await tx.execute(sql`DELETE FROM data_package_item WHERE request_id = ${person.key.requestId}`)
      },
      { settings: { 'app.reach': 'all', 'app.actor': 'system:test' } },
    )
  }
}, 300_000)

test('a worker that is stopped and not killed lets another go on at once, where it was', async () => {
  const person = await decided()
  await beginPackage(portal.system, person.key)
  const stopping = new AbortController()
  let left = 12
  const ctx: Context = {
    ...portal.system,
    transaction: (work, options) => {
      left -= 1
      if (left === 0) stopping.abort()
      return portal.system.transaction(work, options)
    },
  }
  await expect(runPackages(ctx, packageTexts, stopping.signal)).rejects.toThrow(/abort/i)
  const collected = (await preview(person.reference))?.items.map(({ item, state }) => [item.id, state])
  expect(collected?.length).toBeGreaterThan(0)
  expect(collected?.map(([, state]) => state)).not.toContain('failed')
  await run()
  expect(await stateOf(person.reference)).toBe('ready')
  expect(await person.audited()).not.toContain('package.item-failed')
}, 60_000)

test('a worker that was killed while it gave a package leaves one that another gives, once', async () => {
  for (let killedAt = 1; ; killedAt++) {
    const person = await decided()
    await beginPackage(portal.system, person.key)
    await run()
    await release(person.reference)
    const died = await dies(killedAfter(portal, killedAt))
    portal.passTime(11 * 60_000)
    await run()
    expect(await person.status(), `killed at ${killedAt}`).toBe('fulfilled')
    expect((await person.audited()).filter((action) => action === 'package.give')).toHaveLength(1)
    expect((await person.letters()).filter((letter) => letter === 'package')).toHaveLength(1)
    await download(person)
    if (died) continue
    expect(killedAt).toBeGreaterThan(4)
    return
  }
}, 300_000)
