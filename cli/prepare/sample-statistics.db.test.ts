import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkMailCounts } from '#domain/integrations/mail/check-mail-counts.ts'
import { type ConsentPortal, consentPortal } from '#testing/consent.ts'
import { loadSampleStatistics } from './sample-statistics.ts'

let portal: ConsentPortal
beforeAll(async () => {
  portal = await consentPortal()
})
afterAll(() => portal.close())

test('the letters that the sample counts as given up are on record too', async () => {
  await loadSampleStatistics(portal.owner, portal.system.clock.now())
  const checked = await portal.system.transaction((tx) => checkMailCounts(portal.system, tx))
  expect(checked.counts).toBeGreaterThan(3)
  expect(checked.different).toBe(0)
})
