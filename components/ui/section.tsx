import type { ReactNode } from 'react'

type Props = {
  title: ReactNode
  id?: string
  /** A quiet line under the title. */
  note?: ReactNode
  children: ReactNode
}

export function Section({ title, id, note, children }: Props) {
  return (
    <section id={id} className="sheet border-t border-rule pt-6 pb-10 md:pt-8 md:pb-14">
      <div className="pb-4 lg:pb-0">
        <h2 className="text-part leading-[1.25] lg:text-[1.3125rem]">{title}</h2>
        {note ? <p className="mt-2 text-small text-soft">{note}</p> : null}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
