import { expect, test } from 'vitest'
import type { KindName } from '../rules/kinds.ts'
import { type CalendarDay, calendarOf } from './calendar.ts'
import { deadlinesFor } from './deadlines.ts'
import { keptDeadlines, movedDeadlines } from './moved-deadlines.ts'

const kurban = (date: string): CalendarDay => ({ date, kind: 'off', source: 'order', state: 'official' })
const announced = calendarOf([kurban('2027-05-17')])
const moved = calendarOf([kurban('2027-05-16')])

const open = (id: string, kind: KindName, receivedAt: string) => {
  const received = new Date(receivedAt)
  return { id, kind, receivedAt: received, ...keptDeadlines(deadlinesFor(kind, received, announced)) }
}

const requests = [
  open('fix', 'rectification', '2027-05-14T07:00:00Z'),
  open('access', 'access', '2027-05-13T07:00:00Z'),
  open('earlier', 'rectification', '2027-05-10T07:00:00Z'),
  open('wish', 'erasure/wish', '2027-05-14T07:00:00Z'),
  open('question', 'question', '2027-05-14T07:00:00Z'),
]

test('Kurban Ait moved to the Sunday: what ran over the Monday is due earlier, all else stays', () => {
  const found = movedDeadlines(requests, moved)
  expect(found.map(({ request, to }) => [request.id, to.dueAt?.toISOString()])).toEqual([
    ['fix', '2027-05-17T18:59:59.000Z'],
    ['access', '2027-05-18T18:59:59.000Z'],
  ])
  expect(found[1]?.to.policyDueAt).toEqual(requests[1]?.policyDueAt)
})

test('the same calendar moves nothing, and going back restores what stood', () => {
  expect(movedDeadlines(requests, announced)).toEqual([])
  const there = movedDeadlines(requests, moved).map(({ request, to }) => ({ ...request, ...to }))
  const back = movedDeadlines(there, announced)
  expect(back.map(({ request, to }) => [request.id, to.dueAt])).toEqual([
    ['fix', requests[0]?.dueAt],
    ['access', requests[1]?.dueAt],
  ])
})

test('what a row keeps: both deadlines of access, the law alone elsewhere, nothing of a question', () => {
  const kept = requests.map(({ lawDueAt, policyDueAt, dueAt }) => [lawDueAt, policyDueAt, dueAt].map(Boolean))
  expect(kept[1]).toEqual([true, true, true])
  expect(kept[0]).toEqual([true, false, true])
  expect(kept[4]).toEqual([false, false, false])
})
