import { ButtonLink } from './button.tsx'
import { PageTitle } from './page-title.tsx'

type Props = {
  title: string
  text: string
  /** Where to go from here. */
  links: readonly { href: string; text: string }[]
}

/** A page that only says what came of something, such as a link of a message that was used or is dead. */
export function Outcome({ title, text, links }: Props) {
  return (
    <>
      <PageTitle lead={text}>{title}</PageTitle>
      <div className="sheet">
        <div />
        <p className="flex flex-wrap gap-3">
          {links.map((link) => (
            <ButtonLink key={link.href} look="plain" href={link.href}>
              {link.text}
            </ButtonLink>
          ))}
        </p>
      </div>
    </>
  )
}
