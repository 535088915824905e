import fc from 'fast-check'
import { expect, it } from 'vitest'
import { withholdGroup, withholdParts, withholdSmall } from './withhold-cells.ts'

it.each([
  ['nothing small', [10, 25, 0], [10, 25, 0]],
  ['one small part: the next larger one too, or the sum would tell', [4, 30, 25], [null, 30, null]],
  ['two small parts that are fewer than ten together', [2, 3, 40, 20], [null, null, 40, null]],
  ['two small parts that are ten together', [4, 6, 40], [null, null, 40]],
  ['zero is about nobody and hides nothing', [4, 0, 12], [null, 0, null]],
  ['a small part alone: its sum is withheld as well', [4, 0, 0], [null, 0, 0]],
  ['nothing at all', [0, 0], [0, 0]],
])('withholds parts of a sum: %s', (_name, parts, wanted) => {
  expect(withholdParts(parts)).toEqual(wanted)
})

it('never shows a part of one to nine, nor lets it be computed from the sum', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 2, maxLength: 8 }), (parts) => {
      const shown = withholdParts(parts)
      const hidden = parts.filter((_, at) => shown[at] === null)
      for (const value of shown) expect(value === null || value === 0 || value >= 10).toBe(true)
      // What stays hidden is several parts of ten or more together, unless there is nothing else to hide.
      if (hidden.length > 0 && parts.some((value, at) => value > 0 && shown[at] !== null)) {
        expect(hidden.length).toBeGreaterThan(1)
        expect(hidden.reduce((sum, value) => sum + value, 0)).toBeGreaterThanOrEqual(10)
      }
      expect(shown.every((value, at) => value === null || value === parts[at])).toBe(true)
    }),
  )
})

it.each([
  [
    [7, 2],
    [null, null],
  ],
  [
    [8, 2],
    [8, 2],
  ],
  [
    [0, 0],
    [0, 0],
  ],
])('shows %j together or not at all', (figures, wanted) => {
  expect(withholdGroup(figures)).toEqual(wanted)
})

it.each([
  [0, 0],
  [1, null],
  [9, null],
  [10, 10],
])('of %i shows %j', (figure, wanted) => {
  expect(withholdSmall(figure)).toBe(wanted)
})
