import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle, symbolWye } from 'd3-shape'
import type { ReactNode } from 'react'
import { ChartFrame, type ChartMoment, Plot } from './chart-frame.tsx'
import type { ChartFigures } from './chart-table.tsx'
import { type Figure, PLOT_HEIGHT, planLines } from './plan-chart.ts'

// Lines are told apart by their dashes, the shape of their points and the name at their end; colour only goes with these.
const looks = [
  { dashes: undefined, mark: symbolCircle, colour: 'text-ink' },
  { dashes: '7 4', mark: symbolSquare, colour: 'text-accent' },
  { dashes: '2 3', mark: symbolTriangle, colour: 'text-due' },
  { dashes: '9 3 2 3', mark: symbolDiamond, colour: 'text-broken' },
  { dashes: '12 5', mark: symbolWye, colour: 'text-kept' },
] as const

/** More lines than these cannot be told apart without colour. */
export const MOST_LINES = looks.length

type Props = {
  title?: ReactNode
  caption: ReactNode
  moments: readonly ChartMoment[]
  /** At most `MOST_LINES`. */
  series: readonly { key: string; word: string; values: readonly Figure[] }[]
  /** Says that a hole in a line is a figure that is not shown; absent where none is. */
  withheldWord?: string | undefined
  /** The end of the scale, such as 100 for shares. */
  most?: number
  formatNumber: (value: number) => string
  table: ChartFigures
}

/** Lines over time. A figure that is withheld is a hole in its line. */
export function TimeLines(props: Props) {
  const { title, caption, moments, series, withheldWord, most, formatNumber, table } = props
  if (series.length > MOST_LINES) throw new RangeError(`${series.length} lines cannot be told apart`)
  const { lines, ticks, places } = planLines(
    moments.map(({ key }) => key),
    series,
    most,
  )
  const wordOf = (key: string) => series.find((one) => one.key === key)?.word
  return (
    <ChartFrame
      title={title}
      caption={caption}
      table={table}
      legend={
        <>
          {series.map(({ key, word }, place) => (
            <li key={key} className="inline-flex items-baseline gap-2">
              <svg
                aria-hidden="true"
                className="inline-block h-3.5 w-9 shrink-0 self-center overflow-visible"
              >
                <Stroke place={place} path="M0 7H36" />
                <Mark place={place} x="18" y={7} />
              </svg>
              {word}
            </li>
          ))}
          {withheldWord ? <li>{withheldWord}</li> : null}
        </>
      }
    >
      <Plot
        ticks={ticks}
        places={places}
        moments={moments}
        formatNumber={formatNumber}
        aside={
          <svg aria-hidden="true" className="hidden h-[14rem] w-40 shrink-0 overflow-visible sm:block">
            {lines.map(({ key, labelY }) =>
              labelY === null ? null : (
                <text key={key} x="4" y={labelY + 5} className="fill-ink text-small">
                  {wordOf(key)}
                </text>
              ),
            )}
          </svg>
        }
      >
        <svg
          aria-hidden="true"
          x="0"
          y="0"
          width="100%"
          height={PLOT_HEIGHT}
          viewBox={`0 0 100 ${PLOT_HEIGHT}`}
          preserveAspectRatio="none"
          className="overflow-visible"
        >
          {lines.map(({ key, path }, place) => (
            <Stroke key={key} place={place} path={path} />
          ))}
        </svg>
        {lines.map(({ key, points }, place) =>
          points.map((point) => <Mark key={`${key} ${point.key}`} place={place} x={point.x} y={point.y} />),
        )}
      </Plot>
    </ChartFrame>
  )
}

const lookOf = (place: number) => looks[place] ?? looks[0]

const Stroke = ({ place, path }: { place: number; path: string }) => (
  <path
    d={path}
    fill="none"
    stroke="currentColor"
    strokeWidth="2"
    strokeDasharray={lookOf(place).dashes}
    vectorEffect="non-scaling-stroke"
    className={lookOf(place).colour}
  />
)

const Mark = ({ place, x, y }: { place: number; x: string; y: number }) => (
  <svg aria-hidden="true" x={x} y={y} width="1" height="1" className="overflow-visible">
    <path d={symbol(lookOf(place).mark, 48)() ?? ''} fill="currentColor" className={lookOf(place).colour} />
  </svg>
)
