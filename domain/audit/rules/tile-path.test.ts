import { expect, test } from 'vitest'
import { readTilePath, tilePath } from './tile-path.ts'

test.each([
  [{ level: 0, index: 0, width: 256 }, '0/000'],
  [{ level: 0, index: 7, width: 3 }, '0/007.p/3'],
  [{ level: 1, index: 1234, width: 256 }, '1/x001/234'],
  [{ level: 2, index: 1_234_067, width: 9 }, '2/x001/x234/067.p/9'],
])('%o is %s, and is read again', (tile, path) => {
  expect(tilePath(tile)).toBe(path)
  expect(readTilePath(path)).toEqual(tile)
})
