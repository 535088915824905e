import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepKeyEpochs } from '#domain/people/key-epochs/keep-key-epochs.ts'
import { evidenceOf, measureAgain } from '#testing/evidence.ts'
import { type TestPortal, testPortal } from '#testing/people.ts'

// Each test breaks the real thing and touches no measurement: the value turns by itself.

const dayMs = 86_400_000
const signal = new AbortController().signal
let portal: TestPortal
beforeAll(async () => {
  portal = await testPortal()
  // Figures about fewer than ten people are withheld.
  for (let n = 0; n < 10; n++) await portal.addPerson()
  await keep()
}, 60_000)
afterAll(() => portal.close())

const keep = (rotate = false) => keepKeyEpochs(portal.system, { rotate, signal })
const asOwner = (statement: ReturnType<typeof sql>) => portal.database.owner.db.execute(statement)

/** Measures again. The portal's clock goes on, the machine's own, by which master keys are judged, does not. */
async function measured() {
  portal.moveClock(dayMs)
  await measureAgain(portal, 0)
  const { state, figures } = await evidenceOf(portal, 'fields-current')
  return { state, figures }
}
const whole = { keys: 10, fields: 30, old: 0, stray: 0, unknown: 0, masterKeyDays: 0, overdue: 0 }

test('a new master key under which nobody has wrapped the keys yet, then a rotation that ends', async () => {
  expect(await measured()).toEqual({ state: 'kept', figures: whole })
  portal.services.keys.addMaster()
  expect(await measured()).toEqual({ state: 'due', figures: { ...whole, old: 10 } })
  await keep()
  expect(await measured()).toEqual({ state: 'kept', figures: whole })
})

test('a copy of a key under an old master key that somebody left in another table', async () => {
  await asOwner(sql`INSERT INTO installation_fact (name, value, set_at)
    SELECT 'left', to_jsonb('01' || key_id), now() FROM master_key WHERE version = 1`)
  expect(await measured()).toEqual({ state: 'broken', figures: { ...whole, stray: 1 } })
  await asOwner(sql`DELETE FROM installation_fact WHERE name = 'left'`)
  expect(await measured()).toMatchObject({ state: 'kept' })
})

test('a field that is stored as it was typed', async () => {
  await asOwner(sql`CREATE TABLE before AS SELECT subject_id, phone_sealed FROM subject`)
  await asOwner(sql`UPDATE subject SET phone_sealed = '+77011234567'::bytea WHERE subject_id =
    (SELECT min(subject_id::text)::uuid FROM subject)`)
  expect(await measured()).toEqual({ state: 'broken', figures: { ...whole, unknown: 1 } })
  await asOwner(
    sql`UPDATE subject s SET phone_sealed = b.phone_sealed FROM before b WHERE b.subject_id = s.subject_id`,
  )
  await asOwner(sql`DROP TABLE before`)
  expect(await measured()).toMatchObject({ state: 'kept' })
})

test('a worker that stands still for eight days: the master key is too old, then the old one too', async () => {
  portal.passTime(8 * dayMs)
  expect(await measured()).toEqual({
    state: 'broken',
    figures: { ...whole, masterKeyDays: 8, overdue: 2 },
  })
  await keep()
  expect(await measured()).toEqual({ state: 'kept', figures: whole })
})
