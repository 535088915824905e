import { describe, expect, test } from 'vitest'
import { builtInCatalogue } from './catalogue.ts'
import { quietHours } from './quiet-hours.ts'

test('new materials are advertising, what changes in the study is a service notice', () => {
  expect(builtInCatalogue.topics.map(({ code, messageClass }) => [code, messageClass])).toEqual([
    ['new-materials', 'advertising'],
    ['schedule-changes', 'service'],
    ['important-updates', 'service'],
  ])
})

describe('advertising by SMS', () => {
  test.each([
    ['2026-11-25T16:59:59.999Z', null, '21:59 in Almaty'],
    ['2026-11-25T17:00:00Z', '2026-11-26T01:00:00.000Z', '22:00'],
    ['2026-11-25T18:59:00Z', '2026-11-26T01:00:00.000Z', '23:59'],
    ['2026-11-25T19:00:00Z', '2026-11-26T01:00:00.000Z', 'midnight'],
    ['2026-11-26T00:59:59.999Z', '2026-11-26T01:00:00.000Z', '05:59'],
    ['2026-11-26T01:00:00Z', null, '06:00'],
    ['2026-12-31T18:59:00Z', '2027-01-01T01:00:00.000Z', 'the last minute of a year'],
    ['2024-02-28T15:59:00Z', null, '21:59 at +06'],
    ['2024-02-28T16:00:00Z', '2024-02-29T00:00:00.000Z', '22:00 at +06'],
    ['2024-02-28T23:59:00Z', '2024-02-29T00:00:00.000Z', '05:59 at +06'],
    ['2024-02-29T00:00:00Z', null, '06:00 at +06'],
    ['2024-02-29T15:59:00Z', null, '21:59 before the night of nine hours'],
    ['2024-02-29T16:00:00Z', '2024-03-01T01:00:00.000Z', '22:00 before it'],
    ['2024-02-29T17:59:00Z', '2024-03-01T01:00:00.000Z', '23:59 for the first time'],
    ['2024-02-29T18:00:00Z', '2024-03-01T01:00:00.000Z', 'clocks back to 23:00'],
    ['2024-03-01T00:00:00Z', '2024-03-01T01:00:00.000Z', '05:00 at +05, where it was 06:00 the day before'],
    ['2024-03-01T00:59:00Z', '2024-03-01T01:00:00.000Z', '05:59 at +05'],
    ['2024-03-01T01:00:00Z', null, '06:00 at +05'],
  ])('at %s waits until %s (%s)', (at, until, _why) => {
    expect(quietHours('sms', 'advertising', new Date(at))?.until.toISOString() ?? null).toBe(until)
  })
})

test.each([
  ['sms', 'service'],
  ['email', 'advertising'],
  ['push', 'advertising'],
] as const)('%s, %s: goes at midnight too', (channel, kind) => {
  expect(quietHours(channel, kind, new Date('2026-11-25T19:00:00Z'))).toBeNull()
})
