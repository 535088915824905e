/** How a part of a bar is filled: told apart without colour, on a screen and on paper. */
export type Fill = 'open' | 'striped' | 'crossed' | 'solid' | 'dotted' | 'kept' | 'late'

// State is never shown by colour alone: the pattern differs too.
const colours: Record<Fill, string> = {
  open: 'text-edge',
  striped: 'text-soft',
  crossed: 'text-due',
  solid: 'text-broken',
  dotted: 'text-soft',
  kept: 'text-kept',
  late: 'text-broken',
}
const paints: Record<Fill, string> = {
  open: 'none',
  striped: 'url(#chart-striped)',
  crossed: 'url(#chart-crossed)',
  solid: 'currentColor',
  dotted: 'url(#chart-dotted)',
  kept: 'currentColor',
  late: 'url(#chart-late)',
}

/** Patterns for all charts of a page; rendered once, before the first chart. */
export function ChartPatterns() {
  const units = 'userSpaceOnUse'
  return (
    <svg aria-hidden="true" width="0" height="0" className="absolute">
      <defs>
        <pattern id="chart-striped" width="6" height="6" patternUnits={units} patternTransform="rotate(45)">
          <rect width="1.6" height="6" fill="currentColor" className={colours.striped} />
        </pattern>
        <pattern id="chart-crossed" width="5" height="5" patternUnits={units} patternTransform="rotate(45)">
          <path d="M0 0H5V1.4H1.4V5H0Z" fill="currentColor" className={colours.crossed} />
        </pattern>
        <pattern id="chart-dotted" width="6" height="6" patternUnits={units}>
          <circle cx="2" cy="2" r="1.1" fill="currentColor" className={colours.dotted} />
        </pattern>
        <pattern id="chart-late" width="4" height="4" patternUnits={units} patternTransform="rotate(-45)">
          <rect width="2" height="4" fill="currentColor" className={colours.late} />
        </pattern>
      </defs>
    </svg>
  )
}

type Part = { fill: Fill; value: number }

export function Bar({ parts, most }: { parts: readonly Part[]; most: number }) {
  const share = (value: number) => (100 * value) / Math.max(1, most)
  const shown = parts.filter(({ value }) => value > 0)
  return (
    <svg aria-hidden="true" className="block h-5 w-full overflow-visible">
      {shown.map(({ fill, value }, index) => {
        const before = shown.slice(0, index).reduce((sum, part) => sum + part.value, 0)
        return <Piece key={fill} fill={fill} x={`${share(before)}%`} width={`${share(value)}%`} />
      })}
    </svg>
  )
}

/** A small square filled as a part of a bar is, for the legend. */
export function Swatch({ fill }: { fill: Fill }) {
  return (
    <svg aria-hidden="true" className="inline-block h-3.5 w-5 shrink-0 self-center overflow-visible">
      <Piece fill={fill} x="0" width="100%" />
    </svg>
  )
}

type PieceProps = { fill: Fill; x: string; width: string; y?: number; height?: number | string }

export function Piece({ fill, x, width, y = 0, height = '100%' }: PieceProps) {
  return (
    <rect
      x={x}
      width={width}
      y={y}
      height={height}
      fill={paints[fill]}
      stroke="currentColor"
      strokeWidth="1.25"
      className={colours[fill]}
    />
  )
}
