import type { ReactNode } from 'react'
import { stickyHead } from './table-head.ts'

const cell = 'align-baseline md:px-2.5 md:py-2.5 md:first:pl-0 md:last:pr-0'

type Row = {
  key: string
  head: ReactNode
  /** On a phone only, under the cells. */
  phoneNote?: ReactNode
  /** One a column after the first; on a phone each under the name of its column. */
  cells: readonly {
    label?: string
    value: ReactNode
    /** A date or a number, kept on its line. */
    short?: boolean
    /** Left out on a phone: an empty cell, or one that the note of its row speaks for. */
    wideOnly?: boolean
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
        {rows.map(({ key, head, cells, phoneNote }) => (
          <tr
            key={key}
            className="focus-within:bg-wash hover:bg-wash max-md:block max-md:space-y-1 max-md:border-b max-md:border-rule max-md:py-3.5 max-md:last:border-b-0 md:[&>*]:border-b md:[&>*]:border-rule md:last:[&>*]:border-b-0"
          >
            <th scope="row" className={`${cell} font-normal max-md:block`}>
              {head}
            </th>
            {cells.map(({ label, value, short, wideOnly }, index) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                key={index}
                className={`${cell} ${wideOnly ? 'max-md:hidden' : 'max-md:block'} ${short ? 'tabular-nums md:whitespace-nowrap' : ''}`}
              >
                {label ? <span className="text-soft md:hidden">{label}: </span> : null}
                {short ? <span className="max-md:inline-block max-md:align-top">{value}</span> : value}
              </td>
            ))}
            {phoneNote ? <td className="block text-soft md:hidden">{phoneNote}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
