import { expect, it } from 'vitest'
import { findBatches } from './message-batches.ts'

const one = (day: string, amount: number, topic = 'new-materials', channel = 'email') => ({
  day,
  topic,
  channel,
  amount,
})

it('counts withdrawals of the same topic and channel in the week before and in the week of the messages', () => {
  const withdrawals = [
    one('2026-11-02', 99),
    one('2026-11-03', 12),
    one('2026-11-09', 3),
    one('2026-11-10', 8),
    one('2026-11-16', 4),
    one('2026-11-17', 99),
    one('2026-11-10', 50, 'new-materials', 'sms'),
    one('2026-11-10', 50, 'schedule-changes'),
  ]
  expect(findBatches([one('2026-11-10', 400), one('2026-11-12', 20)], withdrawals)).toEqual([
    {
      topic: 'new-materials',
      channel: 'email',
      from: '2026-11-10',
      to: '2026-11-16',
      messages: 420,
      before: 15,
      after: 12,
    },
  ])
})

it('withholds withdrawals of one to nine, and shows none', () => {
  const [batch] = findBatches([one('2026-11-10', 400)], [one('2026-11-10', 9)])
  expect(batch).toMatchObject({ before: 0, after: null })
})

it('is no batch below fifty messages a day', () => {
  expect(findBatches([one('2026-11-10', 49), one('2026-11-11', 49)], [])).toEqual([])
})

it('makes weeks that do not overlap of messages that are sent every day', () => {
  const days = Array.from({ length: 20 }, (_, n) => one(`2026-11-${String(n + 1).padStart(2, '0')}`, 60))
  expect(findBatches(days, []).map(({ from, messages }) => [from, messages])).toEqual([
    ['2026-11-15', 360],
    ['2026-11-08', 420],
    ['2026-11-01', 420],
  ])
})
