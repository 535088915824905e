import type { ReactNode } from 'react'

export type ClauseProps = {
  /** The clause's id exactly as in addresses: `rights.access`. */
  id: string
  /** Its place in the document: `3.1`. */
  number: string
  title: string
  /** Plain text; a blank line parts paragraphs, a line end stays one, as in a list. */
  body: string
  /** What the link to this clause is called: “Link to clause 3.1”. */
  linkLabel: string
  /** What the law adds; not part of the clause's text. */
  note?: string | undefined
  actions?: readonly { href: string; label: string }[]
  /** The heading level on the page: on the policy a clause is below a part. */
  heading?: 'h2' | 'h3'
  /** What is measured of it; without it the clause shows none. */
  evidence?: ReactNode
}

/** The strong figure of the product: number and title, the words, then one quiet line with its actions and its evidence. */
export function Clause(props: ClauseProps) {
  const { id, number, title, body, note, linkLabel, actions = [], heading: Heading = 'h3', evidence } = props
  return (
    <section className="clause" id={id} data-place aria-labelledby={`${id}-title`}>
      <div className="flex items-baseline gap-x-2">
        <Heading id={`${id}-title`} className="font-ui text-lead leading-[1.35] tracking-normal">
          <span className="clause-number">{number}</span> {title}
        </Heading>
        <a className="clause-link" href={`#${id}`} aria-label={linkLabel}>
          §
        </a>
      </div>
      {body.split(/\n\n+/).map((paragraph) => (
        <p key={paragraph} className="mt-2 font-read text-read leading-[1.62] whitespace-pre-line">
          {paragraph}
        </p>
      ))}
      {note ? <p className="mt-2 text-small text-soft">{note}</p> : null}
      {actions.length > 0 || evidence ? (
        <div className="clause-line">
          {actions.map((action) => (
            <a key={action.href} href={action.href}>
              {action.label}
            </a>
          ))}
          {evidence}
        </div>
      ) : null}
    </section>
  )
}
