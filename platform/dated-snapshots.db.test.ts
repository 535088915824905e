import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '#testing/database.ts'
import { testServices } from '#testing/services.ts'
import { clockOf } from './clock.ts'
import { openSnapshots, type Snapshots, saveSnapshot } from './snapshots.ts'

let db: TestDatabase
let snapshots: Snapshots
let now = new Date('2026-11-29T08:00:00Z')
const until = '2026-11-29T21:00:00.000Z'

beforeAll(async () => {
  db = await testDatabase()
  const { log } = testServices(db.app, db.appUrl)
  const clock = clockOf(() => now)
  snapshots = openSnapshots(db.app, 'build', log, clock)
})
afterAll(async () => {
  await snapshots.close()
  await db.close()
})

const save = (path: string, text: string) =>
  saveSnapshot(db.app, { buildId: 'build', path, csp: '', html: `<html><body>${text}</body></html>` })
const held = (path: string) => snapshots.find(path)
const shown = (path: string) =>
  [...(held(path)?.plain.toString() ?? '').matchAll(/<span([^>]*)>(\w+)/g)]
    .filter(([, attributes]) => !attributes?.includes('hidden'))
    .map(([, , text]) => text)

test('without anything that renders the page again, what has expired in it is no longer shown', async () => {
  const fresh = `<span data-from="" data-until="${until}">kept</span>`
  const over = `<span data-from="${until}" data-until="" hidden="">unknown</span>`
  await save('/en/trust', fresh + over)
  await expect.poll(() => shown('/en/trust')).toEqual(['kept'])
  const before = held('/en/trust')

  now = new Date(until)
  await save('/en', 'another page')
  await expect.poll(() => held('/en/trust')?.tag).not.toBe(before?.tag)
  expect(shown('/en/trust')).toEqual(['unknown'])
})
