import type { ReactNode } from 'react'
import { stickyHead } from './table-head.ts'

const cell = 'align-baseline md:px-2.5 md:py-2.5 md:first:pl-0 md:last:pr-0'

type Row = {
  key: string
  head: ReactNode
  /** One a column after the first; on a phone each under the name of its column. */
  cells: readonly {
    label?: string
    value: ReactNode
    /** A date or a number, kept on its line. */
    short?: boolean
  }[]
}

/** A dense table under a head that stays; on a phone each row is a card. */
export function DenseTable({
  caption,
  heads,
  rows,
}: {
  caption: string
  heads: readonly ReactNode[]
  rows: readonly Row[]
}) {
  return (
    <table className="w-full border-separate border-spacing-0 text-left text-small leading-snug max-md:block">
      <caption className="sr-only">{caption}</caption>
      <thead className="max-md:sr-only">
        <tr>
          {heads.map((head, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <th key={index} scope="col" className={stickyHead}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map(({ key, head, cells }) => (
          <tr
            key={key}
            className="focus-within:bg-wash hover:bg-wash max-md:block max-md:space-y-1 max-md:border-b max-md:border-rule max-md:py-3.5 md:[&>*]:border-b md:[&>*]:border-rule"
          >
            <th scope="row" className={`${cell} font-normal max-md:block`}>
              {head}
            </th>
            {cells.map(({ label, value, short }, index) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                key={index}
                className={`${cell} max-md:block ${short ? 'tabular-nums md:whitespace-nowrap' : ''}`}
              >
                {label ? <span className="text-soft md:hidden">{label}: </span> : null}
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
