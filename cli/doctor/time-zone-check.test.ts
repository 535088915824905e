import { expect, test } from 'vitest'
import { checkTimeZone } from './time-zone-check.ts'

test('this Node knows the time of Kazakhstan since March 2024', async () => {
  expect(await checkTimeZone()).toMatchObject({ state: 'ok', says: expect.stringContaining('UTC+5') })
})

test('older time zone data is a fault, which says what to do', async () => {
  // Bishkek kept the hour that Almaty had.
  const bishkek = new Intl.DateTimeFormat('en', {
    timeZone: 'Asia/Bishkek',
    hour: '2-digit',
    hourCycle: 'h23',
  })
  const finding = await checkTimeZone((instant) => Number(bishkek.format(instant)))
  expect(finding).toMatchObject({ state: 'fail', says: expect.stringMatching(/UTC\+6.*update Node/) })
})
