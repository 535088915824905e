import type { ReactNode } from 'react'
import { type Fill, Piece, Swatch } from './bars.tsx'
import { ChartFrame, type ChartMoment, Plot } from './chart-frame.tsx'
import type { ChartFigures } from './chart-table.tsx'
import { type BarSeries, planBars } from './plan-chart.ts'

type WordedSeries = BarSeries<Fill> & { word: string }

type Props = {
  title?: ReactNode
  caption: ReactNode
  moments: readonly ChartMoment[]
  series: readonly WordedSeries[]
  /** The word of the legend for figures that are not shown; absent where none is. */
  withheldWord?: string | undefined
  /** Several charts side by side share the legend of the page: `TimeBarsLegend`. */
  hasNoLegend?: boolean
  /** The highest columns of all charts that share the scale of this one. */
  most?: { above: number; below: number }
  /** What stands over a column, where there is room. */
  says?: readonly string[]
  formatNumber: (value: number) => string
  table: ChartFigures
}

/** Columns over time, told apart by their patterns. A figure that is withheld has a mark of one size. */
export function TimeBars(props: Props) {
  const { title, caption, moments, series, withheldWord, hasNoLegend, most, says, formatNumber, table } =
    props
  const keys = moments.map(({ key }) => key)
  const { bars, ticks, places } = planBars(keys, series, most)
  return (
    <ChartFrame
      title={title}
      caption={caption}
      table={table}
      legend={hasNoLegend ? undefined : <BarsLegend series={series} withheldWord={withheldWord} />}
    >
      <Plot ticks={ticks} places={places} moments={moments} formatNumber={formatNumber}>
        {bars.map(({ key, fill, ...box }) =>
          fill === 'withheld' ? <Withheld key={key} {...box} /> : <Piece key={key} fill={fill} {...box} />,
        )}
        {says
          ? places.map(({ key, x, top }, at) => (
              <text
                key={key}
                x={x}
                y={top - 6}
                textAnchor="middle"
                className="hidden fill-ink text-small tabular-nums sm:block"
              >
                {says[at]}
              </text>
            ))
          : null}
      </Plot>
    </ChartFrame>
  )
}

type LegendProps = {
  series: readonly Pick<WordedSeries, 'key' | 'fill' | 'word'>[]
  withheldWord?: string | undefined
}

/** The legend of several charts side by side. */
export const TimeBarsLegend = (props: LegendProps) => (
  <ul aria-hidden="true" className="mt-3 mb-5 flex flex-wrap gap-x-5 gap-y-1 text-small">
    <BarsLegend {...props} />
  </ul>
)

const BarsLegend = ({ series, withheldWord }: LegendProps) => (
  <>
    {series.map(({ key, fill, word }) => (
      <li key={key} className="inline-flex items-baseline gap-2">
        <Swatch fill={fill} />
        {word}
      </li>
    ))}
    {withheldWord ? (
      <li className="inline-flex items-baseline gap-2">
        <svg aria-hidden="true" className="inline-block h-3.5 w-5 shrink-0 self-center overflow-visible">
          <Withheld x="0" width="100%" y={2.5} height={9} />
        </svg>
        {withheldWord}
      </li>
    ) : null}
  </>
)

/** A dashed box: there is a figure, and it is not shown. */
const Withheld = (box: { x: string; width: string; y: number; height: number }) => (
  <rect {...box} fill="none" stroke="currentColor" strokeDasharray="2 2" className="text-soft" />
)
