import { type ReactNode, useId } from 'react'
import { Bar, type Fill, Swatch } from './bars.tsx'
import { type ChartFigures, ChartTable } from './chart-table.tsx'

export type ChartRow = {
  key: string
  label: ReactNode
  parts: readonly { fill: Fill; value: number }[]
  /** What the bar says, in words or figures, at its end. */
  says: ReactNode
}

type Props = {
  /** The chart in one sentence: shown under the bars and read first by a screen reader. */
  caption: ReactNode
  rows: readonly ChartRow[]
  legend: readonly { fill: Fill; word: string }[]
  table: ChartFigures
}

/** Bars beside their labels, a legend of patterns, and the same numbers as a table. */
export function Chart({ caption, rows, legend, table }: Props) {
  const captionId = useId()
  const most = Math.max(1, ...rows.map(({ parts }) => parts.reduce((sum, { value }) => sum + value, 0)))
  return (
    <figure>
      <figcaption id={captionId} className="max-w-measure text-small text-soft">
        {caption}
      </figcaption>
      <ul aria-hidden="true" className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-small">
        {legend.map(({ fill, word }) => (
          <li key={fill} className="inline-flex items-baseline gap-2">
            <Swatch fill={fill} />
            {word}
          </li>
        ))}
      </ul>
      <ul className="mt-3">
        {rows.map((row) => (
          <li
            key={row.key}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 py-1 text-small sm:grid-cols-[12.5rem_minmax(0,1fr)_6rem]"
          >
            <span className="leading-tight">{row.label}</span>
            <span className="order-3 col-span-2 mt-1 sm:order-none sm:col-span-1 sm:mt-0">
              <Bar parts={row.parts} most={most} />
            </span>
            <span className="text-right tabular-nums sm:text-left">{row.says}</span>
          </li>
        ))}
      </ul>
      <ChartTable captionId={captionId} {...table} />
    </figure>
  )
}
