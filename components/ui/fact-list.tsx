import type { ReactNode } from 'react'

type Fact = { term: string; value: ReactNode; note?: ReactNode }

export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map((fact) => (
        <div
          key={fact.term}
          className="grid grid-cols-[minmax(0,1fr)] gap-x-6 gap-y-0.5 border-t border-rule py-3 first:border-t-0 first:pt-0 last:pb-0 sm:grid-cols-[12.5rem_minmax(0,1fr)]"
        >
          <dt className="text-small leading-6 text-soft">{fact.term}</dt>
          <dd>
            {fact.value}
            {fact.note ? <span className="mt-0.5 block text-small text-soft">{fact.note}</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}
