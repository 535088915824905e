import type { ReactNode } from 'react'

type Props = { id: string; title: string; note: ReactNode; action?: ReactNode; children: ReactNode }

/** A part of the page with a table over the full width: title, what it is in a sentence, what one can begin. */
export function Block({ id, title, note, action, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="border-t border-rule pt-6 pb-8 md:pb-12">
      <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3 pb-4">
        <div className="min-w-0">
          <h2 id={`${id}-title`} className="text-part leading-[1.25] lg:text-[1.3125rem]">
            {title}
          </h2>
          <p className="mt-1.5 max-w-measure text-small text-soft">{note}</p>
        </div>
        {action ? <div className="print:hidden">{action}</div> : null}
      </div>
      {children}
    </section>
  )
}
