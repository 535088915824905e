import type { ReactNode } from 'react'

type Props = {
  children: ReactNode
  /** A quiet line of facts under the title. */
  meta?: ReactNode
  /** The way back, above the title. */
  above?: ReactNode
  /** What one can begin here, at the end of the line. */
  actions?: ReactNode
  /** Keeps the title in view on a wide screen. */
  sticky?: boolean
}

export function StaffTitle({ children, meta, above, actions, sticky }: Props) {
  return (
    <header
      className={`flex flex-wrap items-end justify-between gap-x-8 gap-y-3 pb-4 ${sticky ? 'request-head' : ''}`}
    >
      <div className="min-w-0">
        {above ? <div className="flex min-h-9 items-center text-small print:hidden">{above}</div> : null}
        <h1 className="text-part leading-[1.2] lg:text-[1.75rem]">{children}</h1>
        {meta ? <div className="mt-1.5 text-small text-soft">{meta}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-3 print:hidden">{actions}</div> : null}
    </header>
  )
}
