import { expect, test } from 'vitest'
import { isUnusual, median } from './unusual-reading.ts'

test.each([
  [[], 0],
  [[7], 7],
  [[9, 1, 5], 5],
  [[4, 1, 10, 2], 3],
])('the median of %j is %i', (numbers, expected) => {
  expect(median(numbers)).toBe(expected)
})

test.each([
  ['200 where 10 are usual', 200, [8, 10, 12], [9, 11], true],
  ['a usual day', 12, [8, 10, 12], [9, 11], false],
  ['below the floor, though far from usual', 49, [1, 1], [1], false],
  ['the floor itself', 50, [1, 1], [1], true],
  ['three times what is usual', 150, [50], [10], false],
  ['more than three times', 151, [50], [10], true],
  ['usual for the team, in the first weeks of a member', 100, [], [60, 70, 80], false],
  ['usual for the member, not for the team', 100, [90, 100, 110], [5], false],
  ['the first day of all', 50, [], [], true],
  ['one wild day among usual ones does not make wild days usual', 200, [10, 10, 400], [10], true],
])('%s', (_name, opened, own, team, expected) => {
  expect(isUnusual({ opened, own, team, floor: 50 })).toBe(expected)
})
