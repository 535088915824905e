import { expect, it } from 'vitest'
import { mostOf, PLOT_HEIGHT, planBars, planLines, spreadLabels } from './plan-chart.ts'

const months = ['2026-09', '2026-10', '2026-11']

it('stacks what is above zero and hangs what is below, by one scale', () => {
  const { bars, ticks } = planBars(months, [
    { key: 'given', fill: 'kept', values: [40, 20, 0] },
    { key: 'more', fill: 'open', values: [10, 0, 0] },
    { key: 'taken', fill: 'late', values: [10, 0, 30], below: true },
  ])
  const zero = ticks.find(({ value }) => value === 0)?.y ?? Number.NaN
  const of = (key: string) => bars.find((bar) => bar.key === key)
  const pixels = (of('2026-09 given')?.height ?? 0) / 40
  expect(of('2026-09 given')?.y).toBeCloseTo(zero - 40 * pixels)
  expect(of('2026-09 more')?.y).toBeCloseTo(zero - 50 * pixels)
  expect(of('2026-09 taken')).toMatchObject({ y: zero, fill: 'late' })
  expect(of('2026-11 taken')?.height).toBeCloseTo(30 * pixels)
  // Zero is not drawn.
  expect(bars.map(({ key }) => key)).toEqual([
    '2026-09 given',
    '2026-09 more',
    '2026-09 taken',
    '2026-10 given',
    '2026-11 taken',
  ])
})

it('draws withheld figures by a mark of one size, whatever the others are', () => {
  for (const other of [10, 1000]) {
    const { bars } = planBars(months, [{ key: 'given', fill: 'kept', values: [null, other, null] }])
    expect(bars.filter(({ fill }) => fill === 'withheld').map(({ height }) => height)).toEqual([9, 9])
  }
})

it('keeps every column within the plot', () => {
  const { bars } = planBars(months, [
    { key: 'given', fill: 'kept', values: [7, 133, 1] },
    { key: 'taken', fill: 'late', values: [99, 0, 2], below: true },
  ])
  for (const { x, width, y, height } of bars) {
    expect(Number.parseFloat(x) + Number.parseFloat(width)).toBeLessThanOrEqual(100)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y + height).toBeLessThanOrEqual(PLOT_HEIGHT)
  }
})

it('has a scale of whole numbers also where nothing was counted', () => {
  const { ticks } = planBars(months, [{ key: 'given', fill: 'kept', values: [0, 0, 0] }])
  expect(ticks.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4])
})

it('says the highest columns, for charts with one scale', () => {
  expect(
    mostOf(months, [{ values: [1, 2, null] }, { values: [4, 0, 3] }, { values: [0, 9, 1], below: true }]),
  ).toEqual({ above: 5, below: 9 })
})

it('leaves a hole in a line where a figure is withheld', () => {
  const { lines } = planLines(months, [{ key: 'kk', values: [10, null, 30] }])
  expect(lines[0]?.path.match(/M/g)).toHaveLength(2)
  expect(lines[0]?.points.map(({ key }) => key)).toEqual(['2026-09', '2026-11'])
})

it('gives no place to the name of a line without figures', () => {
  const { lines } = planLines(months, [
    { key: 'kk', values: [null, null, null] },
    { key: 'ru', values: [10, 10, null] },
  ])
  expect(lines.map(({ labelY }) => labelY === null)).toEqual([true, false])
})

it.each([
  ['apart already', [10, 50, 100], [10, 50, 100]],
  ['on one point', [50, 50, 50], [50, 68, 86]],
  ['at the bottom', [180, 180], [162, 180]],
  ['in another order, with one missing', [60, null, 50], [68, null, 50]],
])('moves labels apart: %s', (_name, given, wanted) => {
  expect(spreadLabels(given)).toEqual(wanted)
})
