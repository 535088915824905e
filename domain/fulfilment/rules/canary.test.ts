import { describe, expect, test } from 'vitest'
import { canaryCorrection, changeFault, countTrials, erasureFault, isTrialDue } from './canary.ts'
import type { MapItem } from './data-map.ts'
import type { CollectedRecord, Outcome } from './source.ts'

const done = (matched: number, left: number): Outcome => ({ status: 'done', matched, changed: matched, left })
const failed: Outcome = { status: 'failed', failure: { code: 'unavailable' } }

describe('a step of the nightly trial', () => {
  test.each<[string, Outcome, string | null]>([
    ['passes when something was found and nothing is left', done(1, 0), null],
    ['fails when nothing was found', done(0, 0), 'nothing-found'],
    ['fails when something is left', done(2, 1), 'left-over'],
    ['fails with the code of the source', failed, 'unavailable'],
    ['fails when the source answers later', { status: 'pending', reference: 'a' }, 'pending'],
  ])('%s', (_name, outcome, fault) => {
    expect(changeFault(outcome)).toBe(fault)
  })

  test.each<[string, Outcome[], string | null]>([
    ['needs records of one item only', [done(1, 0), done(0, 0)], null],
    ['needs records of one item', [done(0, 0), done(0, 0)], 'nothing-found'],
    ['fails when one item fails', [done(0, 0), done(1, 0), failed], 'unavailable'],
    ['has nothing to fail when everything is kept', [], null],
  ])('an erasure %s', (_name, outcomes, fault) => {
    const item = {} as MapItem
    expect(erasureFault(outcomes.map((outcome) => ({ item, outcome })))).toBe(fault)
  })
})

test('corrects the first text that may be corrected, to a value that it does not have', () => {
  const record = (values: CollectedRecord['values'], correctable: boolean): CollectedRecord => ({
    item: {
      fields: [{ column: 'name', kind: 'text', correctable, title: null, aboutOthers: false }],
    } as never,
    key: [1],
    values,
  })
  const [closed, empty, open] = [
    record({ name: 'A' }, false),
    record({ name: null }, true),
    record({ name: 'A' }, true),
  ]
  expect(canaryCorrection([closed, empty, open])).toMatchObject({
    item: open.item,
    from: 'A',
    to: 'Canary 2',
  })
  expect(canaryCorrection([record({ name: 'Canary 2' }, true)])).toMatchObject({ to: 'Canary' })
  expect(canaryCorrection([closed, empty])).toBeNull()
})

// 20:40 UTC is the night of Almaty.
test.each<[string, string | null, boolean, string, boolean]>([
  ['never tried', null, false, '2026-11-29T08:00:00Z', true],
  ['passed in this night', '2026-11-28T20:41:00Z', false, '2026-11-29T20:39:59Z', false],
  ['passed in the night before', '2026-11-28T20:41:00Z', false, '2026-11-29T20:40:00Z', true],
  ['passed just before this night', '2026-11-29T20:39:00Z', false, '2026-11-29T20:40:00Z', true],
  ['failed half an hour ago', '2026-11-29T08:00:00Z', true, '2026-11-29T08:30:00Z', false],
  ['failed an hour ago', '2026-11-29T08:00:00Z', true, '2026-11-29T09:00:00Z', true],
  ['passed before the clock was moved back', '2026-12-29T08:00:00Z', false, '2026-11-29T08:00:00Z', true],
])('%s: is due or not', (_name, at, failed, now, due) => {
  expect(isTrialDue(at === null ? null : { at: new Date(at), failed }, new Date(now))).toBe(due)
})

test('counts the trials of the systems that allow one', () => {
  const now = new Date('2026-11-29T08:00:00Z')
  const trial = (at: string, failed = false) => ({ at: new Date(at), failed })
  const last = trial('2026-11-28T20:40:00Z')
  expect(countTrials(2, [], now)).toEqual({
    systems: 2,
    allowed: 0,
    failed: 0,
    untried: 0,
    oldestHours: null,
  })
  expect(countTrials(4, [last, null, trial('2026-11-27T20:40:00Z', true)], now)).toEqual({
    systems: 4,
    allowed: 3,
    failed: 1,
    untried: 1,
    oldestHours: 35,
  })
})
