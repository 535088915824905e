import type { ReactNode } from 'react'

export type StaffLink = { href: string; word: string; current: 'page' | 'true' | undefined }

type SignedIn = {
  links: readonly StaffLink[]
  texts: { label: string; menu: string; more: string }
  /** Who is signed in, and with which roles. */
  name: string
  roles: string
  /** The page of the member's own sign-in. */
  account: StaffLink
  /** The button that signs out. */
  children: ReactNode
}

type Props = { home: { href: string; title: string }; languages: ReactNode } & (SignedIn | object)

/** So many links fit one line at 1280 px in each language; of more, the last ones fold. */
const SHOWN = 6

/** The header of staff pages, in one line: name, menu, languages, who is signed in. On a narrow screen all folds into one menu. */
export function StaffBar({ home, languages, ...rest }: Props) {
  const signedIn = 'links' in rest ? rest : undefined
  return (
    <header className="staff-bar print:hidden">
      <a
        className="site-name mr-auto flex min-h-11 items-center font-semibold whitespace-nowrap text-ink no-underline xl:mr-0"
        href={home.href}
      >
        {home.title}
      </a>
      {signedIn ? (
        <nav aria-label={signedIn.texts.label} className="mr-auto max-xl:hidden">
          <Places {...signedIn} />
        </nav>
      ) : null}
      {languages}
      {signedIn ? <Account {...signedIn} /> : null}
    </header>
  )
}

const itemOf = ({ href, word, current }: StaffLink) => (
  <li key={href}>
    <a className="menu-link" href={href} aria-current={current}>
      {word}
    </a>
  </li>
)

function Places({ links, texts }: SignedIn) {
  const folds = links.length > SHOWN
  const shown = folds ? links.slice(0, SHOWN - 1) : links
  const folded = links.slice(shown.length)
  return (
    <ul className="flex gap-x-6">
      {shown.map(itemOf)}
      {folds ? (
        <li>
          <details className="menu staff-menu">
            <summary data-current={folded.some(({ current }) => current) ? '' : undefined}>
              {texts.more}
            </summary>
            <ul>{folded.map(itemOf)}</ul>
          </details>
        </li>
      ) : null}
    </ul>
  )
}

/** Who is signed in and the way out; on a narrow screen the links too, then it is called the menu. */
function Account({ links, texts, name, roles, account, children }: SignedIn) {
  return (
    <details className="menu staff-account">
      <summary>
        <span className="xl:hidden">{texts.menu}</span>
        <span className="max-w-40 truncate font-semibold max-xl:hidden">{name}</span>
      </summary>
      <ul>
        <li className="xl:hidden">
          <nav aria-label={texts.label}>
            <ul>{links.map(itemOf)}</ul>
          </nav>
        </li>
        <li className="space-y-2 py-2.5 text-small leading-snug">
          <p>
            <span className="font-semibold">{name}</span>
            <span className="block text-soft">{roles}</span>
          </p>
          <a className="menu-link" href={account.href} aria-current={account.current}>
            {account.word}
          </a>
          {children}
        </li>
      </ul>
    </details>
  )
}
