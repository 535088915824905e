import { describe, expect, test } from 'vitest'
import { canaryCorrection, changeFault, erasureFault } from './canary.ts'
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
