import type { Policy } from '#domain/policy/versions/read-policy.ts'

type Props = { policy: Policy; label: string; about: string }

/** The contents of the policy: parts, clauses, and the facts about the text at its end. */
export function PolicyContents({ policy, label, about }: Props) {
  return (
    <nav aria-label={label} className="toc text-small">
      <ol>
        {policy.parts.map((part) => (
          <li key={part.id} className="toc-part">
            <a href={`#${part.id}`}>{part.title}</a>
            <ol>
              {part.clauses.map((clause) => (
                <li key={clause.id}>
                  <a href={`#${clause.id}`}>{clause.title}</a>
                </li>
              ))}
            </ol>
          </li>
        ))}
        <li className="toc-part">
          <a href="#about">{about}</a>
        </li>
      </ol>
    </nav>
  )
}
