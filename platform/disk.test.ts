import { expect, test } from 'vitest'
import { hasRoomFor, isDiskFull } from './disk.ts'

const MB = 1_000_000
const disk = (freeMb: number, totalMb: number) => ({
  mountedOn: '/',
  freeBytes: freeMb * MB,
  totalBytes: totalMb * MB,
})

test.each([
  [1001, 100_000, 0, true],
  [999, 100_000, 0, false],
  [1090, 100_000, 30, true],
  [1089, 100_000, 30, false],
  [60, 500, 0, true],
  [49, 500, 0, false],
])('%i MB free of %i: room for %i MB of files is %s', (free, total, bytes, room) => {
  expect(hasRoomFor(disk(free, total), bytes * MB)).toBe(room)
})

test.each([100, 500, 1000, 20_000, 1_000_000])(
  'on a disk of %i MB files stop before anything else',
  (total) => {
    const least = Array.from({ length: 1200 }, (_, free) => free).find((free) =>
      hasRoomFor(disk(free, total), 0),
    )
    expect(isDiskFull(disk((least ?? 0) - 1, total))).toBe(false)
  },
)
