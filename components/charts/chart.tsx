import { type ReactNode, useId } from 'react'
import { Bar, type Fill, Swatch } from './bars.tsx'

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
  /** The same numbers as a table, behind a fold. */
  table: { summary: string; head: readonly string[]; rows: readonly (readonly (string | number)[])[] }
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
            <span className="order-3 col-span-2 sm:order-none sm:col-span-1">
              <Bar parts={row.parts} most={most} />
            </span>
            <span className="text-right tabular-nums sm:text-left">{row.says}</span>
          </li>
        ))}
      </ul>
      <details className="mt-2 text-small">
        <summary className="w-fit cursor-pointer py-1.5 text-accent underline decoration-1 underline-offset-3">
          {table.summary}
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard (WCAG 2.1.1) */}
        <section aria-labelledby={captionId} tabIndex={0} className="relative mt-1 overflow-x-auto">
          <table className="border-collapse text-left">
            <thead>
              <tr className="border-b border-rule">
                {table.head.map((word) => (
                  <th key={word} scope="col" className="py-1.5 pr-6 align-bottom font-semibold">
                    {word}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(([first, ...others]) => (
                <tr key={first} className="border-b border-rule">
                  <th scope="row" className="py-1.5 pr-6 font-normal">
                    {first}
                  </th>
                  {others.map((value, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                    <td key={index} className="py-1.5 pr-6 tabular-nums">
                      {value}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  )
}
