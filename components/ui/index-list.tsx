import type { ReactNode } from 'react'

type Entry = {
  href: string
  title: ReactNode
  /** One sentence. */
  children?: ReactNode
  /** Where a printed table of contents has its page number: a term, a date, a count. */
  aside?: ReactNode
}

/** Entries as in a table of contents: what, one sentence about it, and a figure at the end of the line. */
export function IndexList({ entries }: { entries: readonly Entry[] }) {
  return (
    <ul>
      {entries.map((entry) => (
        <li
          key={entry.href}
          className="grid gap-x-8 gap-y-1 border-t border-rule py-3.5 first:border-t-0 first:pt-0 last:pb-0 md:grid-cols-[minmax(0,1fr)_13rem]"
        >
          <div>
            <a className="font-semibold" href={entry.href}>
              {entry.title}
            </a>
            {entry.children ? <p className="mt-0.5 text-soft">{entry.children}</p> : null}
          </div>
          {entry.aside ? (
            <p className="text-small leading-6 tabular-nums md:text-right">{entry.aside}</p>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
