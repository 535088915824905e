import { scaleBand, scaleLinear, scalePoint } from 'd3-scale'
import { line } from 'd3-shape'

/** A figure of a chart; null: withheld. */
export type Figure = number | null

/** Pixels of the plot from top to bottom. */
export const PLOT_HEIGHT = 180
/** How high the mark of a withheld figure is. It says nothing about the figure. */
const WITHHELD_HEIGHT = 9

export type Tick = { value: number; y: number }

/** A scale of whole numbers from `lowest` (0 or below) to `highest`, in pixels from the top, with its lines. */
function scaleOf(lowest: number, highest: number) {
  const y = scaleLinear()
    .domain([lowest, Math.max(highest, lowest + 4)])
    .range([PLOT_HEIGHT, 0])
    .nice(4)
  const ticks: Tick[] = y
    .ticks(4)
    .filter(Number.isInteger)
    .map((value) => ({ value, y: y(value) }))
  return { y, ticks }
}

export type BarSeries<Fill> = {
  key: string
  fill: Fill
  values: readonly Figure[]
  /** Drawn below the line of zero. */
  below?: boolean
}

type Bar<Fill> = { key: string; fill: Fill | 'withheld'; x: string; width: string; y: number; height: number }

/**
 * A column for each moment: the series above the line of zero are stacked on it, those below hang from it. Widths are shares of
 * the plot, so that it fits any window; heights are pixels.
 */
export function planBars<Fill>(
  keys: readonly string[],
  series: readonly BarSeries<Fill>[],
  most?: { above: number; below: number },
): {
  bars: Bar<Fill>[]
  ticks: Tick[]
  places: { key: string; x: string; top: number }[]
} {
  const { above, below } = most ?? mostOf(keys, series)
  const { y, ticks } = scaleOf(-below, above)
  const x = scaleBand<string>().domain(keys).range([0, 100]).paddingInner(0.25).paddingOuter(0.15)
  const width = percent(x.bandwidth())
  const bars: Bar<Fill>[] = []
  const places = keys.map((key, at) => {
    const left = x(key) ?? 0
    let top = y(0)
    let bottom = y(0)
    for (const { key: name, fill, values, below: hangs } of series) {
      const value = values[at] ?? null
      if (value === 0) continue
      const height = value === null ? WITHHELD_HEIGHT : Math.abs(y(value) - y(0))
      const from = hangs ? bottom : top - height
      bars.push({
        key: `${key} ${name}`,
        fill: value === null ? 'withheld' : fill,
        x: percent(left),
        width,
        y: from,
        height,
      })
      if (hangs) bottom += height
      else top -= height
    }
    return { key, x: percent(left + x.bandwidth() / 2), top }
  })
  return { bars, ticks, places }
}

/** The highest columns above and below the line of zero, for charts side by side that share a scale. */
export function mostOf(
  keys: readonly string[],
  series: readonly Pick<BarSeries<unknown>, 'values' | 'below'>[],
): { above: number; below: number } {
  const highest = (hangs: boolean) =>
    Math.max(
      0,
      ...keys.map((_, at) =>
        series
          .filter(({ below = false }) => below === hangs)
          .reduce((sum, { values }) => sum + (values[at] ?? 0), 0),
      ),
    )
  return { above: highest(false), below: highest(true) }
}

export type PlannedLine = {
  key: string
  /** In a box of 100 by `PLOT_HEIGHT` that is stretched to the width of the plot. */
  path: string
  points: { key: string; x: string; y: number }[]
  /** Where its name stands; null where every figure is withheld. */
  labelY: number | null
}

/** A line for each series, with a hole where a figure is withheld, and the heights of the names at its end. */
export function planLines(
  keys: readonly string[],
  series: readonly { key: string; values: readonly Figure[] }[],
  most?: number,
): { lines: PlannedLine[]; ticks: Tick[]; places: { key: string; x: string }[] } {
  const highest = most ?? Math.max(0, ...series.flatMap(({ values }) => values.map((value) => value ?? 0)))
  const { y, ticks } = scaleOf(0, highest)
  const x = scalePoint<string>().domain(keys).range([0, 100]).padding(0.5)
  const at = (index: number) => x(keys[index] ?? '') ?? 0
  const drawn = line<Figure>()
    .defined((value) => value !== null)
    .x((_, index) => at(index))
    .y((value) => y(value ?? 0))
  const ends = series.map(({ values }) => values.findLast((value) => value !== null) ?? null)
  const heights = spreadLabels(ends.map((value) => (value === null ? null : y(value))))
  return {
    ticks,
    places: keys.map((key) => ({ key, x: percent(x(key) ?? 0) })),
    lines: series.map(({ key, values }, place) => ({
      key,
      path: drawn(values) ?? '',
      points: keys.flatMap((name, index) => {
        const value = values[index] ?? null
        return value === null ? [] : [{ key: name, x: percent(at(index)), y: y(value) }]
      }),
      labelY: heights[place] ?? null,
    })),
  }
}

const LABEL_HEIGHT = 18

/** Moves labels apart that would cover each other, in their order, and keeps them within the plot. */
export function spreadLabels(heights: readonly (number | null)[]): (number | null)[] {
  const order = heights
    .flatMap((height, place) => (height === null ? [] : [{ place, height }]))
    .sort((a, b) => a.height - b.height)
  let free = Number.NEGATIVE_INFINITY
  for (const one of order) {
    one.height = Math.max(one.height, free)
    free = one.height + LABEL_HEIGHT
  }
  let limit = PLOT_HEIGHT
  for (const one of order.toReversed()) {
    one.height = Math.min(one.height, limit)
    limit = one.height - LABEL_HEIGHT
  }
  return heights.map((_, place) => order.find((one) => one.place === place)?.height ?? null)
}

const percent = (value: number) => `${Math.round(value * 1000) / 1000}%`
