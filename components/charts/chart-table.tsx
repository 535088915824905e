import { summaryLook } from '../ui/summary-look.ts'

export type ChartFigures = {
  /** What opens the fold. */
  summary: string
  head: readonly string[]
  rows: readonly (readonly (string | number)[])[]
}

/** The numbers of a chart as a table, behind a fold. */
export function ChartTable({ captionId, summary, head, rows }: ChartFigures & { captionId: string }) {
  return (
    <details className="mt-2 text-small">
      <summary className={`${summaryLook} py-1.5`}>{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by the keyboard (WCAG 2.1.1) */}
      <section aria-labelledby={captionId} tabIndex={0} className="relative mt-1 overflow-x-auto">
        <table className="border-collapse text-left">
          <thead>
            <tr className="border-b border-rule">
              {head.map((word) => (
                <th key={word} scope="col" className="py-1.5 pr-6 align-bottom font-semibold">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...others], place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
              <tr key={place} className="border-b border-rule">
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
  )
}
