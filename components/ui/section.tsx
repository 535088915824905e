import type { ReactNode } from 'react'

type Props = {
  title: ReactNode
  id?: string
  /** A quiet line under the title. */
  note?: ReactNode
  /** Less white space on a phone, for a long page of many parts. */
  dense?: boolean
  children: ReactNode
}

export function Section({ title, id, note, dense = false, children }: Props) {
  return (
    <section
      id={id}
      className={`sheet border-t border-rule md:pt-8 md:pb-14 ${dense ? 'pt-3 pb-3' : 'pt-6 pb-8'}`}
    >
      <div className={dense ? 'pb-1 lg:pb-0' : 'pb-4 lg:pb-0'}>
        <h2
          className={`leading-[1.25] lg:text-[1.3125rem] ${dense ? 'text-lead md:text-part' : 'text-part'}`}
        >
          {title}
        </h2>
        {note ? <p className="mt-2 text-small text-soft">{note}</p> : null}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}
