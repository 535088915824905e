import { describe, expect, test } from 'vitest'
import type { EraseRule, MapItem } from './data-map.ts'
import type { ItemCount } from './erasure-plan.ts'
import {
  driftOf,
  endState,
  erasureStart,
  isSettled,
  nextErasureTry,
  plannedRows,
  preferencesTable,
  stateAfter,
} from './erasure-run.ts'
import type { Counted } from './source.ts'

const item = (id: string, erase: EraseRule = { how: 'delete' }) =>
  ({ id, source: id.split('.')[0], erase }) as MapItem
const count = (id: string, left: number, erase?: EraseRule): ItemCount => ({
  item: item(id, erase),
  counted: { status: 'done', rows: left + 1, left },
})
const failed: Counted = { status: 'failed', failure: { code: 'unavailable' } }
const at = new Date('2026-11-29T00:00:00Z')
const hours = (count: number) => new Date(at.getTime() + count * 3_600_000)

test.each([
  ['a wish waits a day', { variant: 'wish', dueAt: hours(24 * 15) }, hours(24)],
  [
    'near the end of the term it waits three quarters of what is left',
    { variant: 'wish', dueAt: hours(4) },
    hours(3),
  ],
  ['after the term it begins now', { variant: 'wish', dueAt: hours(-1) }, at],
  ['unlawful processing waits for nothing', { variant: 'unlawful', dueAt: hours(24) }, at],
])('%s', (_, request, start) => {
  expect(erasureStart(request, at)).toEqual(start)
})

describe('drift', () => {
  test('compares what other systems delete, not what they keep and not what the portal writes', () => {
    const counts = [
      count('platform.a', 3),
      count('platform.b', 9, { how: 'keep', record: 'one' }),
      count('portal.c', 7),
      { ...count('platform.e', 2), item: { ...item('platform.e'), table: preferencesTable } },
      { item: item('platform.d'), counted: failed },
    ]
    expect(plannedRows(counts)).toEqual({ 'platform.a': 3 })
  })

  test.each([
    ['the same counts', { 'platform.a': 3 }, [count('platform.a', 3)], []],
    ['more rows', { 'platform.a': 3 }, [count('platform.a', 4)], [{ item: 'platform.a', before: 3, now: 4 }]],
    [
      'fewer rows',
      { 'platform.a': 3 },
      [count('platform.a', 0)],
      [{ item: 'platform.a', before: 3, now: 0 }],
    ],
    [
      'rows that could not be counted before',
      {},
      [count('platform.a', 1)],
      [{ item: 'platform.a', before: null, now: 1 }],
    ],
    ['nothing where nothing could be counted before', {}, [count('platform.a', 0)], []],
    [
      'a source that does not answer',
      { 'platform.a': 3 },
      [{ item: item('platform.a'), counted: failed }],
      [],
    ],
  ])('%s', (_, planned, counts, drift) => {
    expect(driftOf(planned as Record<string, number>, counts)).toEqual(drift)
  })
})

test.each([
  [{ status: 'done', matched: 2, changed: 2, left: 0 }, 'erased', true],
  // A worker that was killed after the change and before the record finds nothing to change.
  [{ status: 'done', matched: 0, changed: 0, left: 0 }, 'nothing', true],
  [{ status: 'done', matched: 2, changed: 1, left: 1 }, 'failed', false],
  [{ status: 'failed', failure: { code: 'unavailable' } }, 'failed', false],
  [{ status: 'unknown', detail: 'commit' }, 'failed', false],
  [{ status: 'pending', reference: 'one' }, 'failed', false],
  [{ status: 'unidentified' }, 'unidentified', true],
] as const)('%o is %s', (outcome, state, settled) => {
  expect(stateAfter(outcome)).toBe(state)
  expect(isSettled(state)).toBe(settled)
})

test('pauses grow from five minutes to six hours', () => {
  const minutes = [0, 1, 2, 6, 7, 99].map(
    (tries) => (nextErasureTry(tries, at).getTime() - at.getTime()) / 60_000,
  )
  expect(minutes).toEqual([5, 10, 20, 320, 360, 360])
})

test('a skipped source makes the end incomplete', () => {
  expect(endState(['erased', 'nothing', 'by-hand', 'kept'])).toBe('done')
  expect(endState(['erased', 'skipped'])).toBe('incomplete')
})
