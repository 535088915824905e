import type { ReactNode } from 'react'

type Props = {
  children: ReactNode
  /** One or two sentences under the title, set for reading. */
  lead?: ReactNode
  /** A quiet line of facts: dates, version, state. */
  meta?: ReactNode
  /** Beside the title in the margin of a wide page, above it on a phone: a way back, or what the page belongs to. */
  beside?: ReactNode
}

/** The one `h1` of a page, standing on the same column as the content of every `Section`. */
export function PageTitle({ children, lead, meta, beside }: Props) {
  return (
    <header className="sheet pb-8 md:pb-10">
      <div className="pb-3 text-small leading-snug text-soft empty:pb-0 lg:pt-3 lg:pb-0">{beside}</div>
      <div className="max-w-measure">
        <h1 className="text-title leading-[1.14]">{children}</h1>
        {meta ? <div className="mt-3 text-small text-soft">{meta}</div> : null}
        {lead ? <div className="mt-5 font-read text-lead leading-[1.55] text-pretty">{lead}</div> : null}
      </div>
    </header>
  )
}
