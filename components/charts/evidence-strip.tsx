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

/** A year of weeks, told apart by place and height and not by colour alone. What it shows is in a table beside it. */
export function EvidenceStrip({ weeks }: { weeks: readonly { from: string; state: WeekState }[] }) {
  const width = weeks.length * STEP
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
      <path
        d={`M0 ${LINE}H${width}`}
        className="text-edge"
        stroke="currentColor"
        strokeWidth="0.8"
        strokeDasharray="1.5 1.5"
      />
      {states
        .filter((state) => weeks.some((week) => week.state === state))
        .map((state) => (
          <path key={state} d={pathOf(state)} fill="currentColor" className={stateColour[state]} />
        ))}
    </svg>
  )
}
