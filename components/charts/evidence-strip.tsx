import { stateColour } from '../ui/state-mark.tsx'

type WeekState = 'kept' | 'due' | 'broken' | 'unknown' | 'neutral' | null

const STEP = 6
const WIDTH = 4
const HEIGHT = 30
const LINE = 15

/** Where the bar of a week stands: above the line what was kept, below it what was not. A gap has no bar. */
const bars = {
  kept: { top: 1, bottom: LINE - 1 },
  due: { top: 8, bottom: LINE - 1 },
  broken: { top: LINE + 1, bottom: HEIGHT - 1 },
  neutral: { top: LINE - 1.5, bottom: LINE + 1.5 },
} as const

/** `whole`: it has a value on each day. One that was broken can still have a day without. */
type Week = { from: string; state: WeekState; whole: boolean }

/**
 * The line under the bars, as a path of SVG: `measured` through the weeks that have a value on each day, `before` up to the first week with
 * any. In between it is missing: a hole.
 */
export function lineOf(weeks: readonly Week[]): { measured: string; before: string } {
  const first = weeks.findIndex(({ state }) => state !== null)
  const begins = first === -1 ? weeks.length : first
  const measured = weeks.map(({ whole }, at) => (whole ? `M${at * STEP} ${LINE}h${STEP}` : '')).join('')
  return { measured, before: begins === 0 ? '' : `M0 ${LINE}h${begins * STEP}` }
}

/** A year of weeks, told apart by place and height and not by colour alone. What it shows is in a table beside it. */
export function EvidenceStrip({ weeks }: { weeks: readonly Week[] }) {
  const width = weeks.length * STEP
  const { measured, before } = lineOf(weeks)
  const pathOf = (state: keyof typeof bars) => {
    const { top, bottom } = bars[state]
    return weeks
      .map((week, at) =>
        week.state === state ? `M${at * STEP + 1} ${top}h${WIDTH}V${bottom}h-${WIDTH}z` : '',
      )
      .join('')
  }
  const states = Object.keys(bars) as (keyof typeof bars)[]
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${width} ${HEIGHT}`} className="block w-full max-w-[28rem]">
      <path d={measured} className="text-edge" stroke="currentColor" strokeWidth="0.9" />
      <path
        d={before}
        className="text-edge"
        stroke="currentColor"
        strokeWidth="0.8"
        strokeDasharray="0.8 2.2"
      />
      {states
        .filter((state) => weeks.some((week) => week.state === state))
        .map((state) => (
          <path key={state} d={pathOf(state)} fill="currentColor" className={stateColour[state]} />
        ))}
    </svg>
  )
}
