import type { ReactNode } from 'react'

export type AreaLink = { href: string; title: string; current: 'page' | 'true' | undefined }

type Props = { label: string; links: readonly AreaLink[]; children?: ReactNode }

/** The pages of one area in a row, which scrolls sideways on a phone; `children` at its end: who is signed in. */
export function AreaNav({ label, links, children }: Props) {
  return (
    <div className="area-nav print:hidden">
      <nav aria-label={label}>
        <ul>
          {links.map(({ href, title, current }) => (
            <li key={href}>
              <a className="menu-link" href={href} aria-current={current}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {children ? <div className="area-nav-end">{children}</div> : null}
    </div>
  )
}
