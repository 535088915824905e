import { type ReactNode, useId } from 'react'
import { type ChartFigures, ChartTable } from './chart-table.tsx'
import { PLOT_HEIGHT, type Tick } from './plan-chart.ts'

/** A moment of the time axis: `short` under the plot, `year` under that where it is another than before. */
export type ChartMoment = { key: string; short: string; year?: string }

type Props = {
  title?: ReactNode
  /** The chart in one sentence: shown above it and read first by a screen reader. */
  caption: ReactNode
  /** Absent where a chart beside it has the same. */
  legend?: ReactNode
  table: ChartFigures
  children: ReactNode
}

/** What stands around each chart over time: its sentence, the legend, and the same numbers as a table. */
export function ChartFrame({ title, caption, legend, table, children }: Props) {
  const captionId = useId()
  return (
    <figure>
      {title}
      <figcaption id={captionId} className="max-w-measure text-small text-soft">
        {caption}
      </figcaption>
      {legend ? (
        <ul aria-hidden="true" className="mt-3 mb-5 flex flex-wrap gap-x-5 gap-y-1 text-small">
          {legend}
        </ul>
      ) : null}
      {children}
      <ChartTable captionId={captionId} {...table} />
    </figure>
  )
}

type PlotProps = {
  ticks: readonly Tick[]
  places: readonly { key: string; x: string }[]
  moments: readonly ChartMoment[]
  formatNumber: (value: number) => string
  /** What stands at the right of the plot. */
  aside?: ReactNode
  children: ReactNode
}

/** Under a narrow plot only each third moment is named, the last one always. */
const isNamedOnPhone = (at: number, amount: number) => (amount - 1 - at) % 3 === 0

/** Whether the year of a moment is another than that of the one named before it. */
function beginsYear(moments: readonly ChartMoment[], at: number, isNamed: (at: number) => boolean): boolean {
  const { year } = moments[at] ?? {}
  const before = moments.findLast((one, place) => place < at && isNamed(place) && one.year !== undefined)
  return year !== undefined && year !== before?.year
}

/** Lines of the scale with their figures, and moments under the plot. Nothing is drawn by an inline style. */
export function Plot({ ticks, places, moments, formatNumber, aside, children }: PlotProps) {
  return (
    <div aria-hidden="true" className="flex">
      <svg aria-hidden="true" className="h-[14rem] w-11 shrink-0 overflow-visible">
        {ticks.map(({ value, y }) => (
          <text key={value} x="36" y={y + 5} textAnchor="end" className="fill-soft text-small tabular-nums">
            {formatNumber(Math.abs(value))}
          </text>
        ))}
      </svg>
      <svg aria-hidden="true" className="h-[14rem] w-0 flex-1 overflow-visible">
        {ticks.map(({ value, y }) => (
          <line
            key={value}
            x1="0"
            x2="100%"
            y1={y}
            y2={y}
            className={value === 0 ? 'text-edge' : 'text-rule'}
            stroke="currentColor"
          />
        ))}
        {children}
        {(['phone', 'wide'] as const).map((screen) => {
          const isNamed = (at: number) => screen === 'wide' || isNamedOnPhone(at, moments.length)
          return (
            <g key={screen} className={screen === 'wide' ? 'hidden sm:block' : 'sm:hidden'}>
              {moments.map(({ key, short, year }, at) =>
                isNamed(at) ? (
                  <text
                    key={key}
                    textAnchor="middle"
                    y={PLOT_HEIGHT + 20}
                    className="fill-soft text-small tabular-nums"
                  >
                    <tspan x={places[at]?.x}>{short}</tspan>
                    {beginsYear(moments, at, isNamed) ? (
                      <tspan x={places[at]?.x} dy="18">
                        {year}
                      </tspan>
                    ) : null}
                  </text>
                ) : null,
              )}
            </g>
          )
        })}
      </svg>
      {aside}
    </div>
  )
}
