import type { ReactNode } from 'react'

type Props = {
  /** The operator and what the sheet is, repeated on each page of paper. */
  head: string
  children: ReactNode
}

/** A page that is printed as a document of several sheets. */
export const PrintSheet = ({ head, children }: Props) => (
  <div className="print-sheet">
    <div className="print-head" aria-hidden="true">
      <span>{head}</span>
    </div>
    <div>{children}</div>
  </div>
)
