import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'
import { checkKeyEpochs } from './key-epochs-check.ts'

let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
  await portal.addPerson()
})
afterAll(() => portal.close())

const check = () => checkKeyEpochs(portal.services.env)
const keep = (rotate: boolean) =>
  keepKeyEpochs(portal.system, { rotate, signal: new AbortController().signal })
const asOwner = (statement: ReturnType<typeof sql>) => portal.database.owner.db.execute(statement)

test('says version, age and the next destruction in one line, before and after a rotation', async () => {
  expect(await check()).toMatchObject({
    state: 'ok',
    says: expect.stringMatching(/^master key 1, 0 days old; 1 is destroyed on 20\d\d-\d\d-\d\d$/),
  })
  await keep(true)
  expect(await check()).toMatchObject({
    state: 'ok',
    says: expect.stringMatching(/^master key 2, 0 days old; 1 is destroyed on /),
  })
})

test.each([
  [
    'an old key that outlived its day',
    sql`UPDATE master_key SET rewrapped_at = now() - interval '8 days' WHERE version = 1`,
    'should have been destroyed',
  ],
  [
    'a worker that stands still',
    sql`UPDATE master_key SET made_at = now() - interval '8 days' WHERE version = 2`,
    'was not made',
  ],
  [
    'a key that was left under an old one',
    sql`WITH late AS (UPDATE master_key SET made_at = now() - interval '1 day' WHERE version = 2)
      UPDATE keystore.subject_key SET master_version = 1`,
    'still under an older',
  ],
])('%s is overdue', async (_name, harm, words) => {
  await asOwner(sql`CREATE TABLE kept AS SELECT * FROM master_key`)
  await asOwner(harm)
  const found = await check()
  await asOwner(
    sql`UPDATE master_key m SET made_at = k.made_at, rewrapped_at = k.rewrapped_at FROM kept k WHERE k.version = m.version`,
  )
  await asOwner(sql`UPDATE keystore.subject_key SET master_version = 2`)
  await asOwner(sql`DROP TABLE kept`)
  expect(found).toMatchObject({ state: 'fail', says: expect.stringContaining(words) })
  expect(await check()).toMatchObject({ state: 'ok' })
})

test('reports a folder without its newest key', async () => {
  const folder = join(portal.services.env.keysDir, 'master')
  renameSync(join(folder, 'v2.key'), join(folder, 'aside'))
  expect(await check()).toMatchObject({ state: 'fail' })
  renameSync(join(folder, 'aside'), join(folder, 'v2.key'))
})
