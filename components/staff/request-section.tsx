import type { ReactNode } from 'react'

type Props = { title: ReactNode; id?: string; note?: ReactNode; children: ReactNode }

/** As `Section`, with less space. */
export function CaseSection({ title, id, note, children }: Props) {
  return (
    <section id={id} className="sheet border-t border-rule pt-5 pb-7 break-inside-avoid-page">
      <div className="pb-3">
        <h2 className="text-[1.1875rem] leading-[1.3]">{title}</h2>
        {note ? <p className="mt-1 text-small text-soft">{note}</p> : null}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
