import type { ReactNode } from 'react'

export type StaffLink = { href: string; word: string; current: 'page' | 'true' | undefined }

type SignedIn = {
  links: readonly StaffLink[]
  texts: { label: string; menu: string }
  /** Who is signed in, and with which roles. */
  name: string
  roles: string
  /** The button that signs out. */
  children: ReactNode
}

type Props = { home: { href: string; title: string }; languages: ReactNode } & (SignedIn | object)

/** The header of staff pages in one line: name, menu, languages, who is signed in. */
export function StaffBar({ home, languages, ...rest }: Props) {
  const signedIn = 'links' in rest ? rest : undefined
  return (
    <header className="staff-bar print:hidden">
      <a
        className="site-name flex min-h-11 items-center font-semibold text-ink no-underline"
        href={home.href}
      >
        {home.title}
      </a>
      {signedIn ? <Menu {...signedIn} /> : null}
      <div className="ml-auto flex items-center gap-x-4 text-small leading-snug">
        {languages}
        {signedIn ? (
          <>
            <p className="text-right max-lg:hidden">
              <span className="font-semibold">{signedIn.name}</span>
              <span className="block text-soft">{signedIn.roles}</span>
            </p>
            {signedIn.children}
          </>
        ) : null}
      </div>
    </header>
  )
}

function Menu({ links, texts, name, roles }: SignedIn) {
  const items = links.map(({ href, word, current }) => (
    <li key={href}>
      <a className="menu-link" href={href} aria-current={current}>
        {word}
      </a>
    </li>
  ))
  return (
    <nav aria-label={texts.label}>
      <ul className="flex flex-wrap gap-x-6 max-lg:hidden">{items}</ul>
      <details className="menu staff-menu lg:hidden">
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
  )
}
