import { describe, expect, test } from 'vitest'
import {
  destroyedOn,
  findEpochFaults,
  isEpochOver,
  type MasterKeyEpoch,
  unreadableFrom,
} from './key-epochs.ts'

const now = new Date('2026-11-29T12:00:00Z')
const ago = (days: number, hours = 0) => new Date(now.getTime() - (days * 24 + hours) * 3_600_000)
const epoch = (version: number, given: Partial<MasterKeyEpoch> = {}): MasterKeyEpoch => ({
  version,
  madeAt: ago(1),
  rewrappedAt: null,
  destroyedAt: null,
  ...given,
})

test.each([
  ['new', ago(0), false],
  ['six days old', ago(6), false],
  ['a minute before the week less four hours', new Date(ago(6, 20).getTime() + 60_000), false],
  ['a week less four hours old', ago(6, 20), true],
  ['from a clock that was ahead', ago(-1), false],
])('an epoch that is %s', (_name, madeAt, isOver) => expect(isEpochOver(madeAt, now)).toBe(isOver))

test('an epoch that ends in time is destroyed within fourteen days, however late within its hours the job runs', () => {
  const madeAt = ago(20)
  const jobHourMs = 3_600_000
  for (const delay of [0, jobHourMs / 2, jobHourMs]) {
    const successorAt = new Date(madeAt.getTime() + (7 * 24 - 4) * 3_600_000 + delay)
    const rewrappedAt = new Date(successorAt.getTime() + 30 * 60_000)
    const due = destroyedOn(epoch(1, { madeAt, rewrappedAt }))
    expect(due.getTime() + jobHourMs - madeAt.getTime()).toBeLessThanOrEqual(14 * 86_400_000)
    // No archive of the keystore that was made before is kept then.
    expect(due.getTime() - rewrappedAt.getTime()).toBeGreaterThan(7 * 86_400_000)
  }
})

test.each([
  ['at the beginning of the epoch', ago(0), ago(0), ago(-14)],
  ['at its end', ago(0), ago(6), ago(-8)],
  ['as its successor is made', ago(0), ago(7), ago(-8)],
  ['after an epoch that no worker ended', ago(0), ago(10), ago(-8)],
])('a key that was destroyed %s', (_name, destroyedAt, began, from) =>
  expect(unreadableFrom(destroyedAt, began)).toEqual(from),
)

describe('what is not in order', () => {
  const gone = epoch(1, { madeAt: ago(20), rewrappedAt: ago(13), destroyedAt: ago(6) })
  const waiting = epoch(2, { madeAt: ago(8), rewrappedAt: ago(1) })
  const current = epoch(3, { madeAt: ago(1) })
  const inUse = new Map([[3, 5]])
  test.each([
    ['nothing known yet', [], new Map(), []],
    ['all in order', [gone, waiting, current], inUse, []],
    ['in whatever order the rows come', [current, gone, waiting], inUse, []],
    ['a current key of eight days', [epoch(1, { madeAt: ago(8) })], new Map([[1, 5]]), ['not-rotated']],
    ['a current key of a week', [epoch(1, { madeAt: ago(6, 21) })], new Map([[1, 5]]), []],
    [
      'keys under an older one, a day after',
      [epoch(2, { madeAt: ago(8) }), current],
      new Map([
        [2, 1],
        [3, 4],
      ]),
      ['not-rewrapped'],
    ],
    [
      'keys under an older one, an hour after',
      [epoch(2, { madeAt: ago(7) }), epoch(3, { madeAt: ago(0, 1) })],
      new Map([[2, 5]]),
      [],
    ],
    [
      'rewrapped eight days ago',
      [epoch(2, { madeAt: ago(9), rewrappedAt: ago(8) }), current],
      inUse,
      ['not-destroyed'],
    ],
    [
      'rewrapped late',
      [epoch(2, { madeAt: ago(15), rewrappedAt: ago(2) }), current],
      inUse,
      ['not-destroyed'],
    ],
    [
      'never rewrapped',
      [epoch(2, { madeAt: ago(15) }), current],
      new Map([[2, 1]]),
      ['not-destroyed', 'not-rewrapped'],
    ],
  ])('%s', (_name, epochs, used, faults) => expect(findEpochFaults(epochs, used, now)).toEqual(faults))
})
