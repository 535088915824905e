import { expect, test } from 'vitest'
import type { Decision } from '../rules/catalogue.ts'
import { choiceOrder } from './choice-order.ts'

const day = '2023-05-01T00:00:00+06:00'

test.each<[string, Decision, string, Decision, string, 'newer' | 'older' | 'same']>([
  ['a yes of a later day', 'granted', '2023-05-02T00:00:00+06:00', 'withdrawn', day, 'newer'],
  ['a no of a later day', 'withdrawn', '2023-05-02T00:00:00+06:00', 'granted', day, 'newer'],
  ['a yes of an earlier day', 'granted', '2023-04-30T00:00:00+06:00', 'withdrawn', day, 'older'],
  ['a no of an earlier day', 'withdrawn', '2023-04-30T00:00:00+06:00', 'granted', day, 'older'],
  ['a yes of the same day', 'granted', day, 'withdrawn', day, 'older'],
  ['a no of the same day', 'withdrawn', day, 'granted', day, 'newer'],
  [
    'a no without a time, a yes with one on that day',
    'withdrawn',
    day,
    'granted',
    '2023-05-01T15:00:01+06:00',
    'newer',
  ],
  [
    'a yes with a time, a no without one on that day',
    'granted',
    '2023-05-01T23:59:59+06:00',
    'withdrawn',
    day,
    'older',
  ],
  [
    'a yes at the very moment of a no',
    'granted',
    '2023-05-01T15:00:00.500Z',
    'withdrawn',
    '2023-05-01T15:00:00.500Z',
    'older',
  ],
  [
    'a no at the very moment of a yes',
    'withdrawn',
    '2023-05-01T15:00:00.500Z',
    'granted',
    '2023-05-01T15:00:00.500Z',
    'newer',
  ],
  [
    'a yes in the minute of a no',
    'granted',
    '2023-05-01T15:07:00Z',
    'withdrawn',
    '2023-05-01T15:07:31.250Z',
    'older',
  ],
  [
    'a yes a second after a no',
    'granted',
    '2023-05-01T15:07:32Z',
    'withdrawn',
    '2023-05-01T15:07:31Z',
    'newer',
  ],
  ['the same answer at the same time', 'granted', day, 'granted', day, 'same'],
  ['the same answer on the same day', 'withdrawn', day, 'withdrawn', '2023-05-01T15:00:01+06:00', 'same'],
])('%s is %s', (_name, decision, at, held, heldAt, order) => {
  const imported = { decision, at: new Date(at) }
  expect(choiceOrder(imported, { decision: held, at: new Date(heldAt) })).toBe(order)
})

test('where nothing is held, everything is newer', () => {
  expect(choiceOrder({ decision: 'granted', at: new Date(day) }, undefined)).toBe('newer')
})
