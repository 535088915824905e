import type { ReactNode } from 'react'

export type StaffLink = { href: string; word: string; current: 'page' | 'true' | undefined }

type Props = {
  links: readonly StaffLink[]
  texts: { label: string; menu: string }
  /** Who is signed in, and as what. */
  name: string
  roles: string
  /** The button that signs out. */
  children: ReactNode
}

export function StaffBar({ links, texts, name, roles, children }: Props) {
  const items = links.map(({ href, word, current }) => (
    <li key={href}>
      <a className="menu-link" href={href} aria-current={current}>
        {word}
      </a>
    </li>
  ))
  return (
    <div className="staff-bar print:hidden">
      <nav aria-label={texts.label}>
        <ul className="flex flex-wrap gap-x-6 max-md:hidden">{items}</ul>
        <details className="menu staff-menu md:hidden">
          <summary>{texts.menu}</summary>
          <ul>
            {items}
            <li className="py-2.5 text-small leading-snug">
              <span className="font-semibold">{name}</span>
              <span className="block text-soft">{roles}</span>
            </li>
          </ul>
        </details>
      </nav>
      <div className="ml-auto flex items-center gap-x-4 text-small leading-snug">
        <p className="text-right max-md:hidden">
          <span className="font-semibold">{name}</span>
          <span className="block text-soft">{roles}</span>
        </p>
        {children}
      </div>
    </div>
  )
}
